package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarillonTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aFlagThatDoesNotExistIsAnsweredWithOneLineAndExitCodeTwo() {
        assertThat(run("--prot=8080")).isEqualTo(2);
        assertThat(err).hasToString("Unknown option: '--prot=8080' (see carillon --help)\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noCommandIsAnsweredWithOneLineAndExitCodeTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(err).hasToString("Missing a command (see carillon --help)\n");
    }

    @Test
    void helpGoesToStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: carillon ");
        assertThat(err.toString()).isEmpty();
    }

    private int run(String... args) {
        return Carillon.commandLine(Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
