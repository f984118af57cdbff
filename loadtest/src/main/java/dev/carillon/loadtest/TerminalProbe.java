package dev.carillon.loadtest;

import dev.carillon.loadtest.report.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out from the system whether this process writes to a terminal, and the width of the terminal. */
final class TerminalProbe {
    /** Widths beyond this are ignored as mistakes, since no screen is so wide. */
    private static final int COLUMNS_MAX = 10_000;

    /** The width of a terminal that does not report one. */
    private static final int COLUMNS_COMMON = 80;

    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,5})\\s*");

    private TerminalProbe() {}

    /** A standard stream of this process. */
    enum Stream {
        OUT("[ -t 1 ] && stty size <&1 >&2"),
        ERR("[ -t 2 ] && stty size <&2");

        /** A shell script that prints rows and columns on the other stream, if this stream is a terminal. */
        private final String script;

        Stream(String script) {
            this.script = script;
        }
    }

    /** Columns of a line on a stream: the terminal's width, unlimited in a file, but at most {@code COLUMNS}. */
    static int width(Stream stream) {
        return Math.min(
                size(stream).orElse(Page.UNLIMITED), columns(System.getenv()).orElse(Page.UNLIMITED));
    }

    /** Whether the stream is a terminal. */
    static boolean is(Stream stream) {
        return size(stream).isPresent();
    }

    /** Whether the terminal supports escape sequences, and {@code NO_COLOR} is not set. */
    static boolean takesEscapes(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return !terminal.isEmpty()
                && !terminal.equals("dumb")
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** The user's setting {@code COLUMNS}, if it is valid. */
    static OptionalInt columns(Map<String, String> environment) {
        String said = environment.getOrDefault("COLUMNS", "");
        return said.matches("\\d{1,5}") ? columns(said) : OptionalInt.empty();
    }

    /** The number of columns, if it is valid. A terminal without a known width reports 0. */
    private static OptionalInt columns(String digits) {
        int columns = Integer.parseInt(digits);
        return columns > 0 && columns <= COLUMNS_MAX ? OptionalInt.of(columns) : OptionalInt.empty();
    }

    /** The columns of the terminal; empty if the stream is not a terminal. */
    private static OptionalInt size(Stream stream) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", stream.script);
        boolean out = stream == Stream.OUT;
        try {
            Process process =
                    (out ? builder.redirectOutput(Redirect.INHERIT) : builder.redirectError(Redirect.INHERIT)).start();
            process.getOutputStream().close();
            try (BufferedReader reader = out ? process.errorReader() : process.inputReader()) {
                Matcher size = SIZE.matcher(reader.readAllAsString());
                return size.matches()
                        ? OptionalInt.of(columns(size.group(1)).orElse(COLUMNS_COMMON))
                        : OptionalInt.empty();
            }
        } catch (IOException noShell) {
            return OptionalInt.empty();
        }
    }
}
