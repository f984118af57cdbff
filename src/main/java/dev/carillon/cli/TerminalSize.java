package dev.carillon.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * The size of a terminal.
 *
 * @param rows at least 1
 * @param columns at least 1
 */
record TerminalSize(int rows, int columns) {
    /** For a terminal that does not report its size, and for other outputs. */
    static final TerminalSize COMMON = new TerminalSize(24, 80);

    private static final int STDOUT = 1;

    /** struct winsize of tty_ioctl(4): rows, columns, and both in pixels, which are usually 0. */
    private static final int WINSIZE_BYTES = 8;

    private static final int COLUMNS = 2;
    private static final long TIOCGWINSZ_LINUX = 0x5413;
    private static final long TIOCGWINSZ_MAC = 0x40087468;

    /** The present size of the terminal of standard output, which a user may change at any time. */
    @SuppressWarnings("restricted") // calls a C function, which the launcher allows
    static TerminalSize now() {
        Linker linker = Linker.nativeLinker();
        MethodHandle ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_BYTES, Short.BYTES);
            int failed = (int) ioctl.invokeExact(STDOUT, request(), size);
            int rows = Short.toUnsignedInt(size.get(JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, COLUMNS));
            return failed != 0 || rows == 0 || columns == 0 ? COMMON : new TerminalSize(rows, columns);
        } catch (Throwable impossible) {
            throw new AssertionError("ioctl(2) threw", impossible);
        }
    }

    private static long request() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        return mac ? TIOCGWINSZ_MAC : TIOCGWINSZ_LINUX;
    }
}
