package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** All mistakes in a scenario file are reported at once, each with its line and the expected form; no run starts. */
class ScenarioFileTest {
    private static final String ONE_PHASE = "phases: [{name: a, duration: 1s}]\n";

    @TempDir
    private Path directory;

    @Test
    void allMistakesAreReportedAtOnce() throws IOException {
        assertThat(answerTo("""
                        conections: 10
                        publish-rate: fast
                        insecure: perhaps
                        topics: [1, {a: b}]
                        duration: 1m
                        phases:
                          - name: Peak
                            duration: 10s
                          - name: low
                            duraton: 5s
                          - name: low
                            duration: 1s
                            ramp: 2s
                            churn-rate: many
                          - duration: 1s
                            connections: 0
                          - name: late
                            duration: 1s
                            ramp: 2s
                        """))
                .containsSubsequence(
                        "FILE line 1: 'conections' is not a field (did you mean connections?); expected one of all-addresses,",
                        "FILE line 2: publish-rate: expected a rate above 0 such as 10/s, 5k/s or 300/m, was 'fast'",
                        "FILE line 3: insecure must be true or false, was 'perhaps'",
                        "FILE line 4: topics must be a list of plain values",
                        "FILE line 5: 'duration' is not a field",
                        "FILE line 7: phases[0].name must be 1 to 30 small letters, digits and hyphens, a letter first,"
                                + " was 'Peak'",
                        "FILE line 10: 'phases[1].duraton' is not a field (did you mean duration?); expected one of name,"
                                + " duration, ramp, connections, publish-rate, churn-rate",
                        "FILE line 9: phases[1].duration must be given",
                        "FILE line 14: phases[2].churn-rate: expected a rate above 0 such as 10/s",
                        "FILE line 11: phases[2].name must be unique, but 'low' is used twice",
                        "FILE line 15: phases[3].name must be given",
                        "FILE line 19: phases[4].ramp must be at most the phase's duration, 1s, was 2s");
    }

    @Test
    void aFileWithoutPhasesIsRefused() throws IOException {
        assertThat(answerTo("size: 100\n")).startsWith("FILE: phases must be given, each with a name and a duration");
        assertThat(answerTo("phases: up\n")).startsWith("FILE line 1: phases must be a list, each with a name");
        assertThat(answerTo("phases: [\n")).startsWith("FILE line 2: expected YAML, but ");
        assertThat(run("run", directory.resolve("none.yaml").toString()))
                .startsWith("FILE must be a file of phases and settings, but there is no ");
    }

    @Test
    void aSettingThatThePlanRefusesIsReportedWithItsLine() throws IOException {
        assertThat(answerTo("publishers: 1\ntopics: 2\n" + ONE_PHASE))
                .startsWith("--publishers must be at least one a topic (2) and at most 65535, was 1 in FILE line 1");
        assertThat(answerTo("url: http://127.0.0.1/\n" + ONE_PHASE))
                .startsWith("URL must be ws://host[:port][/path] or wss://, was http://127.0.0.1/ in FILE line 1");
        assertThat(answerTo(ONE_PHASE + "expect: [lost==0, phase.b.lost==0]\n"))
                .startsWith("--expect must name one of ")
                .contains(" phase.a.lost ", " phase.a.delivery.p99 ", ", was 'phase.b.lost' in FILE line 2");
    }

    @Test
    void aFlagOverridesTheFile() throws IOException {
        assertThat(answerTo("size: 1\n" + ONE_PHASE, "--size", "2"))
                .startsWith("--size must be 56 to 61440 bytes, was 2");
        assertThat(answerTo("url: http://127.0.0.1/\n" + ONE_PHASE, "http://127.0.0.2/"))
                .startsWith("URL must be ws://host[:port][/path] or wss://, was http://127.0.0.2/");
        assertThat(answerTo(ONE_PHASE, "--duration", "1s"))
                .startsWith("--duration must not be given: a scenario lasts as long as its phases together");
    }

    @Test
    void aScenarioCannotNameAgents() throws IOException {
        assertThat(answerTo("agents: 127.0.0.1\n" + ONE_PHASE)).startsWith("FILE line 1: 'agents' is not a field");
    }

    private String answerTo(String yaml, String... flags) throws IOException {
        Path file = Files.writeString(directory.resolve("scenario.yaml"), yaml);
        List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
        arguments.addAll(List.of(flags));
        return run(arguments.toArray(String[]::new)).replace(file.toString(), "FILE");
    }

    private static String run(String... arguments) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        return err.toString();
    }
}
