package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.TopicName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

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

    @Test
    void oneCommandIsAnsweredAsAllOfThemAre() {
        Carillon.commandLine()
                .getSubcommands()
                .forEach((name, whole) -> assertThat(Carillon.commandLine(name).getSubcommands())
                        .hasEntrySatisfying(
                                name,
                                alone -> assertThat(alone.getUsageMessage()).isEqualTo(whole.getUsageMessage()))
                        .hasSize(1));
        assertThat(Carillon.commandLine("--help").getSubcommands())
                .containsOnlyKeys("serve", "publish", "subscribe", "loadtest", "doctor", "train");
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsAnArgumentAndNoFileOfArguments() {
        String at = "@pom.xml";
        assertThat(Path.of("pom.xml")).exists();

        assertThat(values("publish", at, at)).containsExactly(new TopicName(at), at);
        assertThat(values("publish", "--content-type", at, "t", "m")).contains(at);
        assertThat(values("subscribe", "t", at)).containsExactly(List.of("t", at));
        assertThat(values("serve", "--host", at)).contains(at);
        assertThat(values("loadtest", "fanout", "--header", at, at)).contains(at);
        assertThat(values("loadtest", "run", at)).contains(Path.of(at));
    }

    /** What the last command of {@code args} takes from them. */
    private static List<Object> values(String... args) {
        ParseResult parsed = Carillon.commandLine(args).parseArgs(args);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed.matchedArgs().stream().map(ArgSpec::<Object>getValue).toList();
    }

    private int run(String... args) {
        return Carillon.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
