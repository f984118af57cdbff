package dev.carillon.lane;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Calls into the C library that Netty does not offer. Any thread may use them. */
final class NativeCalls {
    /** Linux, {@code include/uapi/linux/fcntl.h}. */
    private static final int F_DUPFD_CLOEXEC = 1030;

    /** Linux, {@code include/uapi/asm-generic/ioctls.h}, named TIOCOUTQ there; the same on x86 and ARM. */
    private static final long SIOCOUTQ = 0x5411;

    /** Linux, {@code include/uapi/linux/in.h}. */
    static final int IPPROTO_TCP = 6;

    /** Linux, {@code include/uapi/linux/tcp.h}. */
    static final int TCP_USER_TIMEOUT = 18;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle FCNTL = function(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle EPOLL_WAIT =
            function("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = function(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    private NativeCalls() {}

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
            throw thrown(impossible);
        }
    }

    /**
     * Bytes that the kernel has taken for the peer of a socket and that were not acknowledged, sent or not (SIOCOUTQ,
     * tcp(7)).
     *
     * @return below 0 if the kernel does not report it
     */
    static int unacknowledgedBytes(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(JAVA_INT);
            int failed = (int) IOCTL.invokeExact(descriptor, SIOCOUTQ, bytes);
            return failed < 0 ? -1 : bytes.get(JAVA_INT, 0);
        } catch (Throwable impossible) {
            throw thrown(impossible);
        }
    }

    /** Returns up to {@code max} events without waiting (epoll_wait(2)); below 0 after a signal. */
    static int pollEvents(int epoll, MemorySegment events, int max) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epoll, events, max, 0);
        } catch (Throwable impossible) {
            throw thrown(impossible);
        }
    }

    private static AssertionError thrown(Throwable impossible) {
        return new AssertionError("a call into the C library threw", impossible);
    }

    @SuppressWarnings("restricted") // this class calls into C; the launcher permits it
    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
    }
}
