package dev.carillon.loadtest;

import dev.carillon.loadtest.report.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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

    /** Columns of a line on that stream: those of the terminal, or any number in a file; no more than {@code COLUMNS} says. */
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
        return ask(stream)
                .map(SIZE::matcher)
                .filter(Matcher::matches)
                .map(size -> columns(size.group(1)).orElse(COLUMNS_COMMON))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static Optional<String> ask(Stream stream) {
        ProcessBuilder asking = new ProcessBuilder("sh", "-c", stream.script);
        try {
            return Optional.of(
                    switch (stream) {
                        case OUT -> read(asking.redirectOutput(Redirect.INHERIT).start(), Process::errorReader);
                        case ERR -> read(asking.redirectError(Redirect.INHERIT).start(), Process::inputReader);
                    });
        } catch (IOException noShell) {
            return Optional.empty();
        }
    }

    private static String read(Process process, Function<Process, BufferedReader> stream) throws IOException {
        process.getOutputStream().close();
        try (BufferedReader reader = stream.apply(process)) {
            return reader.readAllAsString();
        }
    }
}
