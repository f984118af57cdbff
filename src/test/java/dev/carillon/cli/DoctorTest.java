package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command on the machine of the tests, whatever its limits. */
class DoctorTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void oneConnectionIsPossibleOnAnyMachine() {
        assertThat(run("-c", "1")).isZero();
        assertThat(out.toString())
                .contains("OK       heap")
                .contains("With its present settings this machine holds up to ");
    }

    @Test
    void anImpossibleNumberHasItsOwnExitCode() {
        assertThat(run("-c", "2000m")).isEqualTo(4);
        assertThat(out.toString()).contains("OBSTACLE heap");
    }

    @Test
    void theSetUpIsAScript() {
        assertThat(run("--for", "1m")).isZero();
        assertThat(out.toString()).startsWith("# 1,000,000 connections").contains("carillon loadtest idle -c 1000000 ");
    }

    @Test
    void zeroConnectionsAreAMistake() {
        assertThat(run("--for", "0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--for must be at least 1, was 0");
    }

    private int run(String... args) {
        return new CommandLine(new Doctor())
                .setCommandName("carillon")
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
