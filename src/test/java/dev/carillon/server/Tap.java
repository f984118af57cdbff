package dev.carillon.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A network device whose other end is this program (Linux, {@code networking/tuntap.rst}): frames that the kernel sends
 * on it are read here, and frames that are written here arrive. One thread reads and one writes.
 */
final class Tap {
    /** {@code include/uapi/linux/if_tun.h}. */
    private static final long TUNSETIFF = 0x400454ca;

    /** A TAP, without an additional header before each frame. */
    private static final short FLAGS = 0x0002 | 0x1000;

    private static final MemoryLayout IFREQ = MemoryLayout.sequenceLayout(40, JAVA_BYTE);
    private static final int IFREQ_FLAGS = 16;
    private static final int FRAME_BYTES_MAX = 2048;
    private static final int READ_AND_WRITE = 2;

    private static final MethodHandle OPEN =
            call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = call(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ =
            call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int descriptor;
    private final MemorySegment incoming = Arena.ofAuto().allocate(FRAME_BYTES_MAX);
    private final MemorySegment outgoing = Arena.ofAuto().allocate(FRAME_BYTES_MAX);

    /** In the network of the calling thread. The test is skipped if the device cannot be made. */
    Tap(String name) {
        try (Arena arena = Arena.ofConfined()) {
            this.descriptor = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), READ_AND_WRITE);
            MemorySegment request = arena.allocate(IFREQ);
            request.setString(0, name);
            request.set(JAVA_SHORT, IFREQ_FLAGS, FLAGS);
            if (descriptor < 0 || (int) IOCTL.invokeExact(descriptor, TUNSETIFF, request) != 0) {
                abort("no network device can be made through /dev/net/tun");
            }
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw threw(impossible);
        }
    }

    @SuppressWarnings("restricted") // the launcher's options allow it
    private static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    private static AssertionError threw(Throwable impossible) {
        return new AssertionError("a call into the C library threw", impossible);
    }

    /** Waits for a frame; empty when the device has been deleted. */
    Optional<byte[]> read() {
        try {
            long length = (long) READ.invokeExact(descriptor, incoming, (long) FRAME_BYTES_MAX);
            return length < 0
                    ? Optional.empty()
                    : Optional.of(incoming.asSlice(0, length).toArray(JAVA_BYTE));
        } catch (Throwable impossible) {
            throw threw(impossible);
        }
    }

    /** A device that is not up, or has been deleted, accepts nothing. */
    void write(byte[] frame) {
        try {
            MemorySegment.copy(frame, 0, outgoing, JAVA_BYTE, 0, frame.length);
            long ignored = (long) WRITE.invokeExact(descriptor, outgoing, (long) frame.length);
        } catch (Throwable impossible) {
            throw threw(impossible);
        }
    }

    /** To be called when nothing is read or written any more. */
    void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw threw(impossible);
        }
    }
}
