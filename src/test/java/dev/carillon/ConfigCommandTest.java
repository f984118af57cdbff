package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code carillon config}: the settings, the source of each, and the same checks as {@code serve}. */
class ConfigCommandTest {
    private static final String HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String FILE = """
            port: 9000
            idle-timeout: 90s
            allow-origin: [https://app.example.com, "https://*.example.org"]
            drain: 2s
            topics:
              - pattern: prices.**
                history: {messages: 100, bytes: 1m, age: 10m}
                last-value: true
                min-interval: 250ms
                slow-readers: catch-up
              - pattern: "*"
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new TreeMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void eachSettingHasItsSource() throws IOException {
        environment.put("CARILLON_DRAIN", "3s");
        environment.put("CARILLON_GRACE", "1s");
        Path file = file(FILE);
        assertThat(lines("--config", "" + file, "--loops", "2", "--no-page", "--grace=9s"))
                .contains(
                        "port: 9000  # " + file + " line 1",
                        "idle-timeout: 90s  # " + file + " line 2",
                        "allow-origin: ['https://app.example.com', 'https://*.example.org']  # " + file + " line 3",
                        "drain: 3s  # variable CARILLON_DRAIN",
                        "loops: 2  # flag",
                        "page: false  # flag",
                        "grace: 9s  # flag",
                        "host: 127.0.0.1  # default",
                        "max-connections: auto  # default",
                        "handshake-rate:  # default",
                        "  - {pattern: prices.**, history: {messages: 100, bytes: 1048576, age: 10m}, last-value: true,"
                                + " min-interval: 250ms, slow-readers: catch-up}  # " + file + " line 6",
                        "  - {pattern: '*', last-value: false, slow-readers: disconnect}  # " + file + " line 11");
    }

    @Test
    void everyOptionOfServeIsPrintedOnce() {
        List<String> names = new ArrayList<>();
        CommandSpec serve = Objects.requireNonNull(
                        Carillon.commandLine(Map.of()).getSubcommands().get("serve"))
                .getCommandSpec();
        for (OptionSpec option : serve.options()) {
            names.add(option.longestName().substring(2));
        }
        names.removeAll(List.of("help", "version", "config"));
        assertThat(lines().map(line -> line.substring(0, line.indexOf(':'))))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void theOutputIsAFileWithTheSameSettings() throws IOException {
        List<String> first = lines("--config", "" + file(FILE), "--loops", "2", "--no-page", "--handshake-rate=5k/s")
                .toList();
        Path again = folder.resolve("again.yaml");
        Files.writeString(again, out.toString());
        List<String> second = lines("--config", "" + again).toList();

        assertThat(second.stream().map(ConfigCommandTest::withoutSource))
                .isEqualTo(first.stream().map(ConfigCommandTest::withoutSource).toList());
        assertThat(second)
                .filteredOn(line -> !line.startsWith(" "))
                .allMatch(line -> line.contains(again + " line ") || line.matches("[a-z-]+:  # default"));
    }

    private static String withoutSource(String line) {
        return line.replaceFirst("  # .*", "");
    }

    @Test
    void theOutputHasNoSecrets() throws IOException {
        Path file = file("""
                api-keys:
                  - {name: billing, sha256: %s, publish: invoices.**}
                anonymous: {subscribe: news.**}
                """.formatted(HASH));
        for (String format : List.of("yaml", "json")) {
            assertThat(run("--config", "" + file, "--format", format)).isZero();
            assertThat(out.toString())
                    .contains("billing", "invoices.**", "news.**", "(masked)")
                    .doesNotContain(HASH);
        }
    }

    @Test
    void theOutputCanBeJson() throws IOException {
        Path file = file(FILE);
        assertThat(run("--config", "" + file, "--format=json")).isZero();
        JsonObject json = new JsonObject(out.toString());
        assertThat(json.getJsonObject("port"))
                .isEqualTo(new JsonObject().put("value", 9000).put("from", file + " line 1"));
        assertThat(json.getJsonObject("page").getBoolean("value")).isTrue();
        assertThat(json.getJsonObject("handshake-rate").getValue("value")).isNull();
        assertThat(json.getJsonObject("allow-origin").getJsonArray("value")).hasSize(2);
        assertThat(json.getJsonObject("topics")
                        .getJsonArray("value")
                        .getJsonObject(0)
                        .getJsonObject("history"))
                .isEqualTo(new JsonObject("{\"messages\":100,\"bytes\":1048576,\"age\":\"10m\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port: 70000",
                "prot: 8080",
                "loops: many",
                "open: true\nanonymous: {subscribe: a}",
                "topics: [{pattern: a, slow-readers: catch-up}]",
                "tls-cert: x.pem",
                "tls-cert: no-such.pem\ntls-key: no-such.pem",
                "token-key: no-such.pem",
                "host: 0.0.0.0",
                "format: json"
            })
    void aMistakeIsReportedAsServeReportsIt(String mistake) throws IOException {
        String file = "" + file(mistake + "\nmanagement-port: 0\n");
        assertThat(run("--config", file)).isEqualTo(2);
        String config = err.toString();
        assertThat(run(
                        "serve",
                        List.of("--no-warm-up", "--config", file, "--port", mistake.contains("70000") ? "70000" : "0")))
                .isEqualTo(2);

        assertThat(config).endsWith(" (see carillon config --help)\n");
        if (!mistake.contains("70000")) {
            assertThat(config.replace("carillon config", "carillon serve")).isEqualTo(err.toString());
        }
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aContradictionNamesBothSources() throws IOException {
        Path file = file("anonymous: {subscribe: a}\n");
        assertThat(run("--config", "" + file, "--open")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--open must not be given with anonymous: ")
                .contains("; anonymous is set in " + file + " line 1");
        environment.put("CARILLON_OPEN", "true");
        assertThat(run("--config", "" + file)).isEqualTo(2);
        assertThat(err.toString())
                .contains("; --open is set in the variable CARILLON_OPEN; anonymous is set in " + file + " line 1");
        environment.clear();
        assertThat(run("--tls-client-ca", "ca.pem")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--tls-cert must be given beside --tls-client-ca: TLS needs both");
    }

    @Test
    void aMisspeltVariableIsAMistake() {
        environment.put("CARILLON_PROT", "1");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("but was CARILLON_PROT (did you mean CARILLON_PORT?)");
    }

    private Stream<String> lines(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
        return out.toString().lines();
    }

    private int run(String... arguments) {
        return run("config", List.of(arguments));
    }

    private int run(String command, List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        return Carillon.commandLine(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private Path file(String text) throws IOException {
        Path file = folder.resolve("carillon.yaml");
        Files.writeString(file, text);
        return file;
    }
}
