package dev.carillon;

import static dev.carillon.Manifests.container;
import static dev.carillon.Manifests.list;
import static dev.carillon.Manifests.nameOf;
import static dev.carillon.Manifests.pod;
import static dev.carillon.Manifests.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The manifests of {@code k8s} are valid in Kubernetes, and match each other and the service. */
class ManifestsTest {
    /** Kinds of the Prometheus operator, for which there are no models here. */
    private static final Set<String> NOT_MODELLED = Set.of("PodMonitor", "PrometheusRule");

    private static final Set<String> POLICED = Set.of("management", "cluster", "cluster-bus", "cluster-link");

    private static List<Manifests> deployments() throws IOException {
        return Manifests.deployments();
    }

    private static Stream<JsonObject> objects() throws IOException {
        return Stream.concat(deployments().stream(), Stream.of(Manifests.of("overlays/loadtest")))
                .flatMap(each -> each.all().stream());
    }

    private static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Manifests.ROOT)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @Test
    void everyRenderedFieldExistsInKubernetes() throws IOException {
        assertThat(objects()).isNotEmpty().allSatisfy(each -> {
            assertThat(KnownFields.isModelled(each))
                    .as(each.getString("kind"))
                    .isNotEqualTo(NOT_MODELLED.contains(each.getString("kind")));
            if (KnownFields.isModelled(each)) {
                assertThat(KnownFields.unknownIn(each)).isEmpty();
            }
        });
    }

    /** Also runs without kubectl. */
    @ParameterizedTest
    @MethodSource("files")
    void everyFieldOfAFileExistsInKubernetes(Path file) throws IOException {
        String yaml = Files.readString(file).replaceAll("(?m)^ +\\$patch: delete\n", "");
        for (JsonObject each : Manifests.read(yaml)) {
            String kind = each.getString("kind", "settings");
            if (!Set.of("settings", "Kustomization", "Component").contains(kind) && !NOT_MODELLED.contains(kind)) {
                assertThat(KnownFields.isModelled(each)).as(kind).isTrue();
                assertThat(KnownFields.unknownIn(each)).isEmpty();
            }
        }
    }

    @Test
    void aMisspeltFieldIsDetected() throws IOException {
        JsonObject deployment = Manifests.read(Files.readString(Manifests.ROOT.resolve("base/deployment.yaml")))
                .getFirst();
        JsonObject pod = pod(deployment).getJsonObject("spec");
        pod.put("enableServiceLink", false);
        container(deployment).getJsonObject("readinessProbe").put("periodSecond", 5);
        assertThat(KnownFields.unknownIn(deployment))
                .containsExactlyInAnyOrder(
                        "Deployment.spec.template.spec.enableServiceLink",
                        "Deployment.spec.template.spec.containers[].readinessProbe.periodSecond");
    }

    /**
     * The checks that the models do not make: missing fields, values that are not allowed, and kinds without a model.
     */
    @Test
    void everyValueIsAllowedByTheSchemas() throws Exception {
        List<JsonObject> all = objects().toList();
        assertThat(Schemas.objections(all)).isEmpty();

        JsonObject workload = Manifests.of("overlays/production").workload().copy();
        container(workload).put("imagePullPolicy", "Sometimes");
        JsonObject monitor =
                Manifests.of("overlays/production").one("PodMonitor").copy();
        list(monitor.getJsonObject("spec"), "podMetricsEndpoints").getFirst().put("intervall", "15s");
        assertThat(Schemas.objections(List.of(workload, monitor)))
                .contains("containers/0/imagePullPolicy must be equal to one of the allowed values")
                .contains("no model has a field intervall");
    }

    @Test
    void productionHasThreeNodesInDifferentZones() {
        JsonObject spec = Manifests.of("overlays/production").workload().getJsonObject("spec");
        assertThat(spec.getInteger("replicas")).isEqualTo(3);
        assertThat(list(container(Manifests.of("overlays/production").workload()), "env"))
                .as("a majority is one of these")
                .contains(new JsonObject().put("name", "CARILLON_CLUSTER_SIZE").put("value", "3"));
        assertThat(list(spec.getJsonObject("template").getJsonObject("spec"), "topologySpreadConstraints"))
                .extracting(each -> each.getString("topologyKey"))
                .contains("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    }

    /**
     * With a fourth node, two nodes on either side of a partition would be a majority of three each. A Deployment would
     * start a new pod while the one that it replaces still drains.
     */
    @Test
    void productionNeverHasAFourthNodeAndStartsAllNodesAtOnce() {
        Manifests production = Manifests.of("overlays/production");
        JsonObject spec = production.one("StatefulSet").getJsonObject("spec");
        assertThat(production.all("Deployment")).isEmpty();
        assertThat(spec.getString("podManagementPolicy"))
                .as("the first is not ready before there is a second")
                .isEqualTo("Parallel");
        assertThat(production
                        .named("Service", spec.getString("serviceName"))
                        .getJsonObject("spec")
                        .getString("clusterIP"))
                .isEqualTo("None");
    }

    @Test
    void nodesOfProductionConnectOnlyToPortsOfTheCluster() {
        Manifests production = Manifests.of("overlays/production");
        List<String> opened = new ArrayList<>();
        for (JsonObject policy : production.all("NetworkPolicy")) {
            for (JsonObject rule : list(policy.getJsonObject("spec"), "egress")) {
                if (list(rule, "to").stream().noneMatch(to -> to.containsKey("namespaceSelector"))) {
                    list(rule, "to")
                            .forEach(to -> assertSelects(
                                    to.getJsonObject("podSelector"),
                                    pod(production.workload())
                                            .getJsonObject("metadata")
                                            .getJsonObject("labels")));
                    list(rule, "ports").forEach(port -> opened.add(port.getString("port")));
                }
            }
        }
        assertThat(opened).containsExactlyInAnyOrder("cluster", "cluster-bus", "cluster-link");
    }

    /** A node without a majority of its cluster is not ready, and a restart would not help. */
    @ParameterizedTest
    @MethodSource("deployments")
    void aPodThatIsNotReadyIsNotRestarted(Manifests manifests) {
        JsonObject container = container(manifests.workload());
        assertThat(List.of("startupProbe", "livenessProbe"))
                .extracting(probe ->
                        container.getJsonObject(probe).getJsonObject("httpGet").getString("path"))
                .containsOnly("/livez");
        assertThat(container
                        .getJsonObject("readinessProbe")
                        .getJsonObject("httpGet")
                        .getString("path"))
                .isEqualTo("/readyz");
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void namesOfPortsAndLabelsAgree(Manifests manifests) {
        JsonObject workload = manifests.workload();
        Map<String, Integer> ports = ports(container(workload));
        CommandLine serve = Manifests.serve();
        assertThat("" + ports.get("http")).isEqualTo(defaultOf(serve, "--port"));
        assertThat("" + ports.get("management")).isEqualTo(defaultOf(serve, "--management-port"));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonObject get = container(workload).getJsonObject(probe).getJsonObject("httpGet");
            assertThat(get.getString("port")).isEqualTo("management");
        }
        JsonObject labels = pod(workload).getJsonObject("metadata").getJsonObject("labels");
        assertSelects(workload.getJsonObject("spec").getJsonObject("selector"), labels);
        for (JsonObject service : manifests.all("Service")) {
            assertThat(labels.getMap())
                    .containsAllEntriesOf(service.getJsonObject("spec")
                            .getJsonObject("selector")
                            .getMap());
            for (JsonObject port : list(service.getJsonObject("spec"), "ports")) {
                assertThat(port.getInteger("port")).isEqualTo(ports.get(port.getString("targetPort")));
            }
        }
        for (String kind : List.of("NetworkPolicy", "PodDisruptionBudget", "PodMonitor")) {
            String field = kind.equals("NetworkPolicy") ? "podSelector" : "selector";
            manifests
                    .all(kind)
                    .forEach(each -> assertSelects(each.getJsonObject("spec").getJsonObject(field), labels));
        }
        for (JsonObject monitor : manifests.all("PodMonitor")) {
            assertThat(list(monitor.getJsonObject("spec"), "podMetricsEndpoints"))
                    .allMatch(each -> ports.containsKey(each.getString("port")));
        }
        for (JsonObject route : manifests.all("HTTPRoute")) {
            assertRoutes(manifests, list(route.getJsonObject("spec"), "rules").getFirst());
        }
        for (JsonObject scaler : manifests.all("HorizontalPodAutoscaler")) {
            assertThat(nameOf(scaler.getJsonObject("spec").getJsonObject("scaleTargetRef")))
                    .isEqualTo(nameOf(workload));
            assertThat(workload.getJsonObject("spec").containsKey("replicas")).isFalse();
        }
        manifests.named("ServiceAccount", pod(workload).getJsonObject("spec").getString("serviceAccountName"));
    }

    private static void assertRoutes(Manifests manifests, JsonObject rule) {
        JsonObject backend = list(rule, "backendRefs").getFirst();
        JsonObject service = manifests.named("Service", nameOf(backend));
        assertThat(list(service.getJsonObject("spec"), "ports"))
                .extracting(each -> each.getInteger("port"))
                .contains(backend.getInteger("port"));
        assertThat(rule.getJsonObject("timeouts").getMap())
                .containsOnly(Map.entry("request", "0s"), Map.entry("backendRequest", "0s"));
    }

    private static String defaultOf(CommandLine command, String option) {
        return command.getCommandSpec().findOption(option).defaultValue();
    }

    private static void assertSelects(JsonObject selector, JsonObject labels) {
        Map<String, Object> wanted = selector.getJsonObject("matchLabels").getMap();
        assertThat(wanted).isNotEmpty();
        assertThat(labels.getMap()).containsAllEntriesOf(wanted);
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void portsForOperatorsAndNodesAreOpenToNamedPodsOnly(Manifests manifests) {
        Map<String, Integer> ports = ports(container(manifests.workload()));
        Map<String, List<JsonObject>> sources = new TreeMap<>();
        for (JsonObject policy : manifests.all("NetworkPolicy")) {
            for (JsonObject rule : list(policy.getJsonObject("spec"), "ingress")) {
                assertThat(list(rule, "ports"))
                        .as("a rule without ports opens them all")
                        .isNotEmpty();
                list(rule, "ports")
                        .forEach(port -> sources.computeIfAbsent(port.getString("port"), each -> new ArrayList<>())
                                .add(rule));
            }
        }
        assertThat(sources.keySet()).isSubsetOf(ports.keySet()).containsAll(POLICED);
        POLICED.forEach(port -> assertThat(sources.get(port))
                .allSatisfy(rule -> assertThat(list(rule, "from"))
                        .isNotEmpty()
                        .allMatch(from -> !from.getJsonObject("podSelector")
                                .getJsonObject("matchLabels")
                                .isEmpty())));
        assertThat(ports.keySet()).as("ports that a policy knows").isSubsetOf(sources.keySet());
    }

    /**
     * The requirements of the pod security standard "restricted", and more: no file system is writable, and no token is
     * mounted.
     */
    @Test
    void everyPodRunsWithoutPrivileges() throws IOException {
        List<JsonObject> workloads = objects()
                .filter(each -> Set.of("Deployment", "StatefulSet", "Job").contains(each.getString("kind")))
                .toList();
        assertThat(workloads).extracting(each -> each.getString("kind")).contains("Deployment", "StatefulSet", "Job");
        for (JsonObject workload : workloads) {
            JsonObject pod = pod(workload).getJsonObject("spec");
            JsonObject security = pod.getJsonObject("securityContext");
            assertThat(security.getBoolean("runAsNonRoot")).isTrue();
            assertThat(security.getInteger("runAsUser")).isPositive();
            assertThat(security.getJsonObject("seccompProfile").getString("type"))
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.getBoolean("automountServiceAccountToken")).isFalse();
            assertThat(pod.getBoolean("enableServiceLinks")).isFalse();
            assertThat(pod.fieldNames()).doesNotContain("hostNetwork", "hostPID", "hostIPC");
            assertThat(list(pod, "volumes"))
                    .allMatch(
                            each -> Stream.of("configMap", "secret", "emptyDir").anyMatch(each::containsKey));
            JsonObject own = container(workload).getJsonObject("securityContext");
            assertThat(own.getBoolean("allowPrivilegeEscalation")).isFalse();
            assertThat(own.getBoolean("readOnlyRootFilesystem")).isTrue();
            assertThat(own.getJsonObject("capabilities"))
                    .isEqualTo(new JsonObject().put("drop", new JsonArray().add("ALL")));
            assertThat(container(workload)
                            .getJsonObject("resources")
                            .getJsonObject("limits")
                            .getString("memory"))
                    .isNotEmpty();
        }
    }
}
