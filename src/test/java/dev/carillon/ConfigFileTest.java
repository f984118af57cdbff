package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.InvalidConfig;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code carillon serve --config FILE}: what the file may contain, and the answer to each mistake. */
class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void topicRulesAreInTheOrderOfTheFile() throws IOException, InvalidConfig {
        Path file = file("""
                # all of it
                port: 9000
                cluster: [a, "b:5702"]
                topics:
                  - pattern: prices.**
                    slow-readers: latest
                  - pattern: '*.ticks'
                    slow-readers: drop-oldest
                  - pattern: log
                    slow-readers: drop-newest
                  - pattern: "**"
                """);
        ConfigFile read = ConfigFile.read(file);
        assertThat(read.topics())
                .containsExactly(
                        topic("prices.**", SlowReaderPolicy.LATEST),
                        topic("*.ticks", SlowReaderPolicy.DROP_OLDEST),
                        topic("log", SlowReaderPolicy.DROP_NEWEST),
                        topic("**", SlowReaderPolicy.DISCONNECT));
        assertThat(read.options())
                .containsEntry("port", new ConfigFile.Setting("9000", 2))
                .containsEntry("cluster", new ConfigFile.Setting("a,b:5702", 3));
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException, InvalidConfig {
        assertThat(ConfigFile.read(file("# nothing\n")).options()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "''", "[]"})
    void aFieldWithoutAValueCountsAsNotSet(String nothing) throws IOException, InvalidConfig {
        assertThat(ConfigFile.read(file("topics: " + nothing + "\n")).topics()).isEmpty();
        assertThat(answerTo("cluster: " + nothing + "\nloops: " + nothing + "\nport: abc\n"))
                .startsWith("Invalid value for option '--port': 'abc'");
    }

    @Test
    void eachMistakeIsReportedWithItsLineAndWhatIsExpected() throws IOException {
        assertThat(answerTo("port: 8080\nprot: 9000\n"))
                .startsWith("FILE line 2: 'prot' is not a setting (did you mean port?); expected one of ")
                .contains(" cluster, ")
                .contains(", idle-timeout, ")
                .contains(", topics");
        assertThat(answerTo("port: 8080\nport: 9000\n"))
                .startsWith("FILE line 2: port must be set once, was set twice");
        assertThat(answerTo("port: [\n")).startsWith("FILE line 2: expected YAML, but ");
        assertThat(answerTo("- port\n"))
                .startsWith("FILE line 1: the file must consist of fields such as 'port: 8080'");
        assertThat(answerTo("port:\n  a: 1\n")).startsWith("FILE line 2: port must be a plain value");
        assertThat(answerTo("topics:\n- prices\n"))
                .startsWith("FILE line 2: topics[0] must consist of fields such as 'pattern: prices.**'");
        assertThat(answerTo("topics: prices\n")).startsWith("FILE line 1: topics must be a list");
        assertThat(answerTo("topics:\n- pattern: a\n  slow-readers: lates\n"))
                .startsWith("FILE line 3: topics[0].slow-readers: expected one of disconnect, drop-oldest, drop-newest,"
                        + " latest, catch-up, catch-up-or-disconnect, but was 'lates'");
        assertThat(answerTo("topics:\n- pattern: a\n  slow-reader: latest\n"))
                .startsWith("FILE line 3: 'slow-reader' is not a setting of topics[0] (did you mean slow-readers?)");
        assertThat(answerTo("topics:\n- pattern: a\n- slow-readers: latest\n"))
                .startsWith("FILE line 3: topics[1].pattern must be given");
        assertThat(answerTo("topics:\n- pattern: a..b\n"))
                .startsWith("FILE line 2: topics[0].pattern: pattern must be 1 to 255 bytes")
                .contains("segment 2 is empty");
    }

    @Test
    void anInvalidValueOfAnOptionIsReportedWithItsLine() throws IOException {
        assertThat(answerTo("loops: 1\nidle-timeout: 60\n"))
                .contains("--idle-timeout")
                .contains("expected a duration such as 250ms, 60s, 10m or 1h, was '60' in FILE line 2");
        assertThat(answerTo("loops: 0\n")).startsWith("--loops must be 1 to 1024 or auto, was 0 in FILE line 1");
    }

    @Test
    void aLimitPerAddressMustBeAboveZero() throws IOException {
        assertThat(answerTo("max-connections-per-address: 0\n"))
                .startsWith("--max-connections-per-address must be at least 1, was 0 in FILE line 1");
        assertThat(answerTo("port: 0\nhandshake-rate-per-address: 0/s\n"))
                .contains("--handshake-rate-per-address")
                .contains("expected a rate above 0 such as 10/s, 5k/s or 300/m, was '0/s' in FILE line 2");
    }

    @Test
    void eachHistoryFitsIntoTheLogAndTheLogIntoTheHeap() throws IOException {
        String topics = "topics:\n- pattern: a\n  history: {bytes: 2m}\n";
        assertThat(answerTo(topics + "history-bytes: 1m\n"))
                .startsWith("FILE line 3: topics[0].history.bytes must fit into the log of the node, was 2097152 of the"
                        + " 1048576 of --history-bytes in FILE line 4");
        assertThat(answerTo(topics, "--history-bytes=1m"))
                .contains("was 2097152 of the 1048576 of --history-bytes (see");
        assertThat(answerTo("history-bytes: 1023\n"))
                .startsWith("--history-bytes must be at least 1024, was 1023 in FILE line 1");
        assertThat(answerTo("history-bytes: 8000000m\n"))
                .startsWith("--history-bytes must be at most the heap of ")
                .contains(" bytes, was 8388608000000 in FILE line 1");
        assertThat(answerTo("history-bytes: 1g\n"))
                .contains("--history-bytes")
                .contains("expected a number of bytes such as 128, 64k or 1m, was '1g' in FILE line 1");
    }

    @Test
    void anInvalidOriginInAListIsAMistake() throws IOException {
        assertThat(answerTo("port: 0\nallow-origin: [https://app.example.com, app.example.com]\n"))
                .startsWith("--allow-origin must be an origin such as https://app.example.com, ")
                .contains(", was 'app.example.com' in FILE line 2");
    }

    @Test
    void aFlagOverridesTheFile() throws IOException {
        assertThat(answerTo("loops: 0\n", "--loops=2000"))
                .startsWith("--loops must be 1 to 1024 or auto, was 2000 (see");
    }

    @Test
    void aMissingFileIsAMistake() {
        assertThat(run("serve", "--config", folder.resolve("none.yaml").toString()))
                .startsWith("--config must be a file of settings, but there is no ");
    }

    private static TopicSettings topic(String pattern, SlowReaderPolicy policy) {
        return new TopicSettings(new TopicPattern(pattern), policy);
    }

    private String answerTo(String yaml, String... flags) throws IOException {
        Path file = file(yaml);
        String[] args = new String[flags.length + 3];
        System.arraycopy(flags, 0, args, 3, flags.length);
        args[0] = "serve";
        args[1] = "--config";
        args[2] = file.toString();
        return run(args).replace(file.toString(), "FILE");
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("carillon.yaml"), yaml);
    }

    private static String run(String... args) {
        StringWriter err = new StringWriter();
        int code = Carillon.commandLine(Map.of())
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(code).isEqualTo(2);
        return err.toString();
    }
}
