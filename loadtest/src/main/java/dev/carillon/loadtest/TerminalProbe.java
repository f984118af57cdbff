package dev.carillon.loadtest;

import dev.carillon.loadtest.report.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this process writes to a terminal, and how wide it is, as the system reports it. */
final class TerminalProbe {
    /** More than any screen has; what is beyond is a mistake. */
    private static final int COLUMNS_MAX = 10_000;

    /** For a terminal that does not report its width. */
    private static final int COLUMNS_COMMON = 80;

    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,5})\\s*");

    private TerminalProbe() {}

    /** A standard stream of this process. */
    enum Stream {
        OUT("[ -t 1 ] && stty size <&1 >&2"),
        ERR("[ -t 2 ] && stty size <&2");

        /** Prints rows and columns, on the other of the two streams, where the stream is a terminal. */
        private final String script;

        Stream(String script) {
            this.script = script;
        }
    }

    /** Columns of a line on that stream: those of the terminal, unlimited in a file, at most {@code COLUMNS}. */
    static int width(Stream stream) {
        return Math.min(
                size(stream).orElse(Page.UNLIMITED), columns(System.getenv()).orElse(Page.UNLIMITED));
    }

    /** Whether the stream is one. */
    static boolean is(Stream stream) {
        return size(stream).isPresent();
    }

    /** Whether a terminal supports escape sequences, and its user has not switched them off. */
    static boolean takesEscapes(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return !terminal.isEmpty()
                && !terminal.equals("dumb")
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** The setting of the user. */
    static OptionalInt columns(Map<String, String> environment) {
        String said = environment.getOrDefault("COLUMNS", "");
        return said.matches("\\d{1,5}") ? columns(said) : OptionalInt.empty();
    }

    /** A terminal that does not know how wide it is says 0. */
    private static OptionalInt columns(String digits) {
        int columns = Integer.parseInt(digits);
        return columns > 0 && columns <= COLUMNS_MAX ? OptionalInt.of(columns) : OptionalInt.empty();
    }

    /** Columns where the stream is a terminal. */
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
