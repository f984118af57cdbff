package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.FreePort;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The metrics of a node with all features that have metrics, in Prometheus and Grafana. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@TestInstance(Lifecycle.PER_CLASS)
class MonitoringTest {
    private static final Path ALERTS = Path.of("k8s/components/monitoring/alerts.yaml");
    private static final Path ALERTS_TEST = Path.of("src/test/resources/monitoring/alerts-test.yaml");
    private static final Path DASHBOARD = Path.of("k8s/components/monitoring/dashboard.json");
    private static final Path RUNBOOK = Path.of("docs/operations.md");
    private static final Pattern METRIC = Pattern.compile("\\b(?:carillon|process|jvm|vertx)_\\w+");
    private static final Pattern OURS = Pattern.compile("\\bcarillon_\\w+");

    private Path directory;
    private ServeProcess serve;
    private String scrape;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        Path config = Files.writeString(
                directory.resolve("carillon.yaml"), "topics:\n  - pattern: kept.**\n    history: {messages: 10}\n");
        int port = FreePort.onLoopback();
        serve = ServeProcess.start(
                "--config=" + config, "--cluster=127.0.0.1:" + port, "--cluster-port=" + port, "--handshake-rate=1k/s");
        serve.publish("kept.a", "hello");
        collectGarbage();
        scrape = serve.scrape() + ofTls();
    }

    /** The additional metrics of a node with TLS. */
    private String ofTls() throws Exception {
        try (TestService service = new TestService(TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(TestCertificates.in(directory, "tls").settings()))) {
            return service.manage("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.contains("carillon_tls_"))
                    .collect(joining("\n", "", "\n"));
        }
    }

    @AfterAll
    void stop() {
        serve.close();
    }

    @Test
    void promtoolAcceptsTheNamesOfTheMetrics() throws Exception {
        Path file = Files.writeString(directory.resolve("metrics.txt"), scrape);
        assertThat(promtool(file, "check", "metrics")).isEmpty();
    }

    @Test
    void topicsAndConnectionsAddNoSeries() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.open(serve.port, "/topics/kept.secret" + i));
            serve.publish("kept.secret" + i, "hello");
        }
        String later = serve.scrape();
        assertThat(later).contains("carillon_connections 20.0").doesNotContain("secret");
        assertThat(series(later + ofTls())).containsExactlyInAnyOrderElementsOf(series(scrape));
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void eachLimitHasAMetricOfItsUse() {
        Set<String> limits = names(scrape).stream()
                .filter(name -> name.endsWith("_limit") && !name.equals("carillon_handshake_rate_limit"))
                .collect(toSet());
        assertThat(limits).hasSizeGreaterThan(8);
        assertThat(names(scrape))
                .containsAll(limits.stream()
                        .map(name -> name.replaceFirst("_limit$", ""))
                        .toList());
    }

    @Test
    void theDocumentsListExactlyTheMetrics() throws Exception {
        String ofEachNode = Files.readString(Path.of("docs/protocol.md")).split("\n## Operators\n", 2)[1];
        String ofClusters = Files.readString(Path.of("docs/cluster.md"));
        Set<String> documented = found(OURS, ofEachNode + ofClusters);
        assertThat(documented).containsExactlyInAnyOrderElementsOf(ours(scrape));
    }

    @Test
    void rulesAndDashboardUseExistingMetrics() throws Exception {
        Set<String> names = found(Pattern.compile("(?m)^\\w+"), scrape);
        Stream<String> rules = rules().stream().map(rule -> rule.getString("expr"));
        Set<String> asked = Stream.concat(rules, expressions().stream())
                .flatMap(expression -> found(METRIC, expression).stream())
                .collect(toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(40);
        assertThat(names).containsAll(asked);
    }

    @Test
    void eachAlertHasASectionInTheRunbook() throws Exception {
        List<String> headings = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("### Carillon"))
                .map(line -> line.substring("### ".length()))
                .toList();
        assertThat(rules()).extracting(rule -> rule.getString("alert")).containsExactlyElementsOf(headings);
        for (JsonObject rule : rules()) {
            String anchor = rule.getString("alert").toLowerCase(Locale.ROOT);
            assertThat(annotations(rule)).containsEntry("runbook_url", "docs/operations.md#" + anchor);
            assertThat(annotations(rule)).containsKey("summary");
        }
    }

    @Test
    void eachAlertHasATestInWhichItFires() throws Exception {
        JsonObject tests = new JsonObject(load(ALERTS_TEST));
        Set<Object> firing = tests.getJsonArray("tests").stream()
                .flatMap(test -> ((JsonObject) test).getJsonArray("alert_rule_test").stream())
                .map(JsonObject.class::cast)
                .filter(test -> !test.getJsonArray("exp_alerts").isEmpty())
                .map(test -> test.getString("alertname"))
                .collect(toSet());
        assertThat(firing)
                .isEqualTo(rules().stream().map(rule -> rule.getString("alert")).collect(toSet()));
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        Files.writeString(
                directory.resolve("alerts.rules.yaml"),
                new Dump(DumpSettings.builder().build())
                        .dumpToString(load(ALERTS).get("spec")));
        Path test = Files.copy(ALERTS_TEST, directory.resolve("alerts-test.yaml"));
        assertThat(promtool(
                        null,
                        "check",
                        "rules",
                        directory.resolve("alerts.rules.yaml").toString()))
                .contains("SUCCESS: " + rules().size() + " rules found");
        assertThat(promtool(null, "test", "rules", test.toString())).contains("SUCCESS");
    }

    @Test
    void theDashboardIsValidForGrafana() throws Exception {
        JsonObject dashboard = new JsonObject(Files.readString(DASHBOARD));
        assertThat(dashboard.getString("uid")).isEqualTo("carillon");
        List<JsonObject> panels = panels(dashboard);
        assertThat(panels.stream().map(panel -> panel.getInteger("id"))).doesNotHaveDuplicates();
        assertThat(panels).allSatisfy(panel -> {
            JsonObject place = panel.getJsonObject("gridPos");
            assertThat(place.getInteger("x") + place.getInteger("w")).isLessThanOrEqualTo(24);
            assertThat(panel.getString("title")).isNotEmpty();
        });
    }

    // ---- files

    private static Map<String, Object> load(Path file) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, Object> fields =
                (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return fields;
    }

    private static List<JsonObject> rules() throws IOException {
        return new JsonObject(load(ALERTS))
                .getJsonObject("spec").getJsonArray("groups").stream()
                        .flatMap(group -> ((JsonObject) group).getJsonArray("rules").stream())
                        .map(JsonObject.class::cast)
                        .toList();
    }

    private static Map<String, Object> annotations(JsonObject rule) {
        return rule.getJsonObject("annotations").getMap();
    }

    private static List<JsonObject> panels(JsonObject dashboard) {
        return dashboard.getJsonArray("panels").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> expressions() throws IOException {
        return panels(new JsonObject(Files.readString(DASHBOARD))).stream()
                .flatMap(panel -> panel.getJsonArray("targets", new JsonArray()).stream())
                .map(target -> ((JsonObject) target).getString("expr"))
                .toList();
    }

    // ---- metrics

    /** The names in {@code # TYPE} lines. */
    private static Set<String> names(String scrape) {
        return Pattern.compile("(?m)^# TYPE (\\S+) ")
                .matcher(scrape)
                .results()
                .map(match -> match.group(1))
                .collect(toCollection(TreeSet::new));
    }

    /** The names of our metrics, without the maximum that each time has. */
    private static Set<String> ours(String scrape) {
        return names(scrape).stream()
                .filter(name -> name.startsWith("carillon_") && !name.endsWith("_seconds_max"))
                .collect(toCollection(TreeSet::new));
    }

    /** Names with labels, without those that appear later: of the collector, and of statuses. */
    private static Set<String> series(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_gc_pause"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
    }

    // ---- processes

    /** The collector has no series before its first run: the young generation is a few megabytes. */
    private void collectGarbage() throws IOException {
        String payload = "x".repeat(60_000);
        while (!serve.scrape().contains("jvm_gc_pause_seconds_sum")) {
            for (int i = 0; i < 50; i++) {
                serve.publish("kept.a", payload);
            }
        }
    }

    /** The output; the exit code must be 0. */
    private String promtool(@Nullable Path input, String... arguments) throws Exception {
        Optional<Path> tool = Stream.concat(
                        Stream.of("target/tools"),
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(tool.isPresent(), "promtool is not on the PATH (Debian: package prometheus; ./check fetches it)");
        List<String> command = new ArrayList<>(List.of(tool.get().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
