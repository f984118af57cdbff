package dev.carillon;

import static dev.carillon.Manifests.container;
import static dev.carillon.Manifests.list;
import static dev.carillon.Manifests.nameOf;
import static dev.carillon.Manifests.pod;
import static dev.carillon.Manifests.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.carillon.config.Durations;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** The variables in the manifests of {@code k8s} are valid settings of the service and the load tester. */
class ManifestSettingsTest {
    /** The time that Serve adds to grace and drain before it fails. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private static List<Manifests> deployments() throws IOException {
        return Manifests.deployments();
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void everyVariableIsAnOptionOfServeWithAValidValue(Manifests manifests) throws IOException {
        JsonObject container = container(manifests.workload());
        Map<String, String> environment = environment(container);
        assertThat(optionVariables()).containsAll(environment.keySet());
        environment.replaceAll((name, value) -> isFile(value) ? here(manifests, value) : value);
        StringWriter err = new StringWriter();
        int code = Carillon.commandLine(environment)
                .setErr(new PrintWriter(err, true))
                .execute("serve", "--loops", "0", "--host", "0.0.0.0");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("--loops must be");
    }

    private static Set<String> optionVariables() {
        return Manifests.serve().getCommandSpec().options().stream()
                .map(ManifestSettingsTest::variableOf)
                .collect(Collectors.toSet());
    }

    private static List<OptionSpec> clusterPorts() {
        return Manifests.serve().getCommandSpec().options().stream()
                .filter(option -> option.longestName().matches("--cluster-.*port"))
                .toList();
    }

    private static String variableOf(OptionSpec option) {
        return "CARILLON_" + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Map<String, String> environment(JsonObject container) {
        Map<String, String> environment = new HashMap<>();
        for (JsonObject variable : list(container, "env")) {
            environment.put(variable.getString("name"), variable.getString("value", "10.0.0.1"));
        }
        return environment;
    }

    private static boolean isFile(String value) {
        return value.startsWith("/");
    }

    /** The file that the pod would find: from the ConfigMap, or a substitute for one in a Secret. */
    private String here(Manifests manifests, String file) {
        Path name = Path.of(file).getFileName();
        Path copy = folder.resolve(name);
        try {
            if (name.toString().equals("carillon.yaml")) {
                JsonObject data = manifests.named("ConfigMap", "carillon").getJsonObject("data");
                Files.writeString(copy, data.getString(name.toString()));
            } else {
                // Bytes that are a valid key for HMAC.
                Files.writeString(copy, "0123456789abcdef0123456789abcdef");
            }
            return copy.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void filesNamedInVariablesAreInAMountedVolume(Manifests manifests) {
        JsonObject workload = manifests.workload();
        JsonObject container = container(workload);
        List<String> mounts = list(container, "volumeMounts").stream()
                .map(each -> each.getString("mountPath"))
                .toList();
        assertThat(environment(container).values().stream().filter(ManifestSettingsTest::isFile))
                .allMatch(file -> mounts.contains(
                        Objects.requireNonNull(Path.of(file).getParent()).toString()));
        assertThat(names(list(container, "volumeMounts")))
                .containsExactlyInAnyOrderElementsOf(names(list(pod(workload).getJsonObject("spec"), "volumes")));
        for (JsonObject volume : list(pod(workload).getJsonObject("spec"), "volumes")) {
            if (volume.containsKey("configMap")) {
                manifests.named("ConfigMap", nameOf(volume.getJsonObject("configMap")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void eachDeploymentIsEitherOpenOrHasATokenKey(Manifests manifests) {
        Set<String> set = environment(container(manifests.workload())).keySet();
        assertThat(set.contains("CARILLON_OPEN")).isNotEqualTo(set.contains("CARILLON_TOKEN_KEY"));
    }

    /** So that neither "kubectl scale" nor a rolling update separates the subscribers. */
    @ParameterizedTest
    @MethodSource("deployments")
    void everyPodIsAMemberOfTheSameCluster(Manifests manifests) {
        JsonObject container = container(manifests.workload());
        Map<String, String> environment = environment(container);
        JsonObject pods = manifests.named("Service", Objects.requireNonNull(environment.get("CARILLON_CLUSTER")));
        assertThat(pods.getJsonObject("spec").getString("clusterIP")).isEqualTo("None");
        assertThat(pods.getJsonObject("spec").getBoolean("publishNotReadyAddresses"))
                .isTrue();
        JsonObject host = list(container, "env").stream()
                .filter(each -> each.getString("name").equals("CARILLON_CLUSTER_HOST"))
                .findFirst()
                .orElseThrow();
        assertThat(host.getJsonObject("valueFrom").getJsonObject("fieldRef").getString("fieldPath"))
                .isEqualTo("status.podIP");
        Map<String, Integer> ports = ports(container);
        for (OptionSpec option : clusterPorts()) {
            String name = option.longestName().replaceFirst("^--(.*?)-port$", "$1");
            assertThat(environment).containsEntry(variableOf(option), "" + ports.get(name));
        }
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void thePodHasEnoughTimeToStop(Manifests manifests) {
        JsonObject workload = manifests.workload();
        JsonObject preStop = container(workload).getJsonObject("lifecycle").getJsonObject("preStop");
        Duration before = Duration.ofSeconds(preStop.getJsonObject("sleep").getInteger("seconds"));
        Duration given =
                Duration.ofSeconds(pod(workload).getJsonObject("spec").getInteger("terminationGracePeriodSeconds"));
        assertThat(before.plus(drain(manifests, environment(container(workload))))
                        .plus(LAST_STEPS))
                .isLessThanOrEqualTo(given);
    }

    private Duration drain(Manifests manifests, Map<String, String> environment) {
        environment.replaceAll((name, value) -> isFile(value) ? here(manifests, value) : value);
        // There is no certificate here.
        environment.keySet().removeIf(name -> name.startsWith("CARILLON_TLS"));
        StringWriter out = new StringWriter();
        assertThat(Carillon.commandLine(environment)
                        .setOut(new PrintWriter(out, true))
                        .execute("config", "--format", "json", "--host", "0.0.0.0"))
                .isZero();
        String drain = new JsonObject(out.toString()).getJsonObject("drain").getString("value");
        return new Durations().convert(drain);
    }

    @Test
    void theArgumentsOfTheLoadTestJobAreValid() {
        Manifests loadtest = Manifests.of("overlays/loadtest");
        JsonObject job = loadtest.one("Job");
        String[] arguments = container(job).getJsonArray("args").stream()
                .map(Object::toString)
                .toArray(String[]::new);
        assertThatCode(() -> Carillon.commandLine(Map.of()).parseArgs(arguments))
                .doesNotThrowAnyException();
        assertThat(job.getJsonObject("spec").getString("completionMode")).isEqualTo("Indexed");
        String url = arguments[2];
        JsonObject pods = Manifests.of("base").named("Service", url.replaceAll("ws://([^:]+):.*", "$1"));
        assertThat(url)
                .contains(":"
                        + list(pods.getJsonObject("spec"), "ports").getFirst().getInteger("port") + "/");
        assertThat(arguments).contains("--all-addresses", "--out=-");
        JsonObject labels = pod(job).getJsonObject("metadata").getJsonObject("labels");
        assertThat(labels.getMap().entrySet())
                .as("labels that no Service selects")
                .doesNotContainAnyElementsOf(pods.getJsonObject("spec")
                        .getJsonObject("selector")
                        .getMap()
                        .entrySet());
    }

    private static List<String> names(List<JsonObject> objects) {
        return objects.stream().map(Manifests::nameOf).toList();
    }
}
