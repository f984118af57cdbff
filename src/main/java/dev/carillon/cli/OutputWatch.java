package dev.carillon.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Detects that standard output has no reader any more, for a command that may write nothing for hours: the JDK reports
 * this only on a write. If standard output is a pipe or a socket of Linux, a thread waits in poll(2) until the other
 * end closes.
 */
final class OutputWatch {
    private static final int STDOUT = 1;

    /** Offsets in a {@code struct pollfd} of the requested events and of those that came, and its size. */
    private static final int EVENTS = 4;

    private static final int CAME = 6;
    private static final int POLLFD_BYTES = 8;

    /** A pipe has no reader (POLLERR), or a socket has no peer (POLLHUP). poll(2) reports both without a request. */
    private static final int GONE = 0x008 | 0x010;

    private OutputWatch() {}

    /** Runs {@code gone} on a new daemon thread when the reader of standard output ends. */
    static void begin(Runnable gone) {
        if (hasReader()) {
            Thread.ofPlatform().daemon().name("output-watch").start(() -> {
                if (awaitEnd()) {
                    gone.run();
                }
            });
        }
    }

    private static boolean hasReader() {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(STDOUT)))
                    .toString();
            return output.startsWith("pipe:") || output.startsWith("socket:");
        } catch (IOException notLinux) {
            return false;
        }
    }

    /** Blocks until the reader ends. Returns false if waiting failed. */
    @SuppressWarnings("restricted") // calls a C function, which the launcher allows
    private static boolean awaitEnd() {
        Linker linker = Linker.nativeLinker();
        MethodHandle poll = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("poll"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(POLLFD_BYTES, Integer.BYTES);
            output.set(JAVA_INT, 0, STDOUT);
            output.set(JAVA_SHORT, EVENTS, (short) 0);
            int count = (int) poll.invokeExact(output, 1L, -1);
            return count == 1 && (output.get(JAVA_SHORT, CAME) & GONE) != 0;
        } catch (Throwable impossible) {
            throw new AssertionError("poll(2) threw", impossible);
        }
    }
}
