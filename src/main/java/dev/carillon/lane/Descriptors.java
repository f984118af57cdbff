package dev.carillon.lane;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** File descriptors by the C library's own functions. */
final class Descriptors {
    /** Linux, {@code include/uapi/linux/fcntl.h}. */
    private static final int F_DUPFD_CLOEXEC = 1030;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    @SuppressWarnings("restricted") // calls into C are what this class is for; the launcher allows them
    private static final MethodHandle FCNTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("fcntl"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));

    private Descriptors() {}

    /**
     * A second descriptor of the same open file, closed on exec (fcntl(2)).
     *
     * @throws IOException when there is none left, or {@code descriptor} is not open
     */
    static int duplicate(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            int duplicate = (int) FCNTL.invokeExact(captured, descriptor, F_DUPFD_CLOEXEC, 0);
            if (duplicate < 0) {
                throw new IOException("fcntl(F_DUPFD_CLOEXEC) of descriptor " + descriptor + " failed with errno "
                        + (int) ERRNO.get(captured, 0L));
            }
            return duplicate;
        } catch (IOException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError("a call into the C library threw", impossible);
        }
    }
}
