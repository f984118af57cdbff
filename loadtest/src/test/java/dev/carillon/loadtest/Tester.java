package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Runs the command line of the load tester and reads its JSON report. */
final class Tester {
    private static final Set<String> PUBLISHING = Set.of("fanout", "slow", "resume", "search", "scale", "run");

    private final Path directory;
    private final List<String> always;

    /** Appends {@code always} to every command line. */
    Tester(Path directory, String... always) {
        this.directory = directory;
        this.always = List.of(always);
    }

    /** Runs a command line to its end, asserts its exit code, and returns its report. */
    JsonObject run(ExitCode expected, String... arguments) throws IOException {
        Path file = directory.resolve("report.json");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(always);
        // Canaries are subscribers too. They would change the counts of a server, so there are none unless a test
        // gives --canaries.
        if (PUBLISHING.contains(arguments[0]) && !all.contains("--canaries")) {
            all.addAll(List.of("--canaries", "0"));
        }
        all.addAll(List.of("--quiet", "--out", file.toString()));
        int code = new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        // INVALID is accepted: a busy machine can spoil the tester's own figures, which are not tested here.
        assertThat(code).as("%s%s", out, err).isIn(expected.code(), ExitCode.INVALID.code());
        return new JsonObject(Files.readString(file));
    }
}
