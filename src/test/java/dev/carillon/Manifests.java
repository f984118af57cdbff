package dev.carillon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** The objects in a folder of {@code k8s}, as kubectl would apply them. */
final class Manifests {
    static final Path ROOT = Path.of("k8s");

    private static final String[] COMPONENTS = {"autoscaling", "gateway", "keys", "monitoring", "tls"};
    private static final Path WORK = Path.of("target/k8s");
    private static final Map<Path, Manifests> RENDERED = new ConcurrentHashMap<>();

    private final Path folder;
    private final List<JsonObject> objects;

    private Manifests(Path folder, List<JsonObject> objects) {
        this.folder = folder;
        this.objects = objects;
    }

    /** The output of {@code kubectl kustomize} for a folder; the test is skipped if there is no kubectl. */
    static Manifests of(String folder) {
        return RENDERED.computeIfAbsent(ROOT.resolve(folder), Manifests::rendered);
    }

    /** The base with these components, or an overlay with one more. */
    static Manifests of(String folder, String... components) throws IOException {
        Path made = WORK.resolve(folder.replace('/', '-') + "-" + String.join("-", components));
        Files.createDirectories(made);
        Path up = made.relativize(ROOT);
        String list = Stream.of(components)
                .map(name -> "\n- " + up.resolve("components").resolve(name))
                .collect(Collectors.joining());
        Files.writeString(
                made.resolve("kustomization.yaml"),
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- " + up.resolve(folder)
                        + "\ncomponents:" + list + "\n");
        return RENDERED.computeIfAbsent(made, Manifests::rendered);
    }

    /** All manifests that deploy the service: the base, alone and with components, and the overlays. */
    static List<Manifests> deployments() throws IOException {
        List<Manifests> all = new ArrayList<>(List.of(
                Manifests.of("base"),
                Manifests.of("base", COMPONENTS),
                Manifests.of("overlays/development"),
                Manifests.of("overlays/production"),
                Manifests.of("overlays/production", "tls")));
        for (String component : COMPONENTS) {
            all.add(Manifests.of("base", component));
        }
        return all;
    }

    private static Manifests rendered(Path folder) {
        return new Manifests(folder, read(run("kubectl", "kustomize", folder.toString())));
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(
                            Files.createDirectories(WORK).resolve("errors").toFile())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + Files.readString(WORK.resolve("errors")));
            }
            return out;
        } catch (IOException notThere) {
            return abort("the manifests are not rendered, since there is no " + command[0] + " on the PATH");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The documents of a YAML file. */
    static List<JsonObject> read(String yaml) {
        List<JsonObject> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document instanceof Map<?, ?> map) {
                documents.add(new JsonObject(map.entrySet().stream()
                        .collect(Collectors.toMap(each -> each.getKey().toString(), Map.Entry::getValue))));
            }
        }
        return documents;
    }

    List<JsonObject> all() {
        return objects;
    }

    List<JsonObject> all(String kind) {
        return objects.stream()
                .filter(each -> each.getString("kind").equals(kind))
                .toList();
    }

    /** The only object of a kind. */
    JsonObject one(String kind) {
        List<JsonObject> found = all(kind);
        if (found.size() != 1) {
            throw new AssertionError("expected one " + kind + ", but were " + found);
        }
        return found.getFirst();
    }

    /** The object that runs the service: a Deployment, or the StatefulSet of a cluster with a fixed number of nodes. */
    JsonObject workload() {
        return one(all("StatefulSet").isEmpty() ? "Deployment" : "StatefulSet");
    }

    JsonObject named(String kind, String name) {
        return all(kind).stream()
                .filter(each -> nameOf(each).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a " + kind + " of the name " + name));
    }

    static String nameOf(JsonObject named) {
        return named.containsKey("metadata")
                ? named.getJsonObject("metadata").getString("name")
                : named.getString("name");
    }

    /** The pod of a Deployment, a StatefulSet or a Job. */
    static JsonObject pod(JsonObject workload) {
        return workload.getJsonObject("spec").getJsonObject("template");
    }

    static JsonObject container(JsonObject workload) {
        List<JsonObject> containers = list(pod(workload).getJsonObject("spec"), "containers");
        if (containers.size() != 1) {
            throw new AssertionError("expected one container, but were " + containers);
        }
        return containers.getFirst();
    }

    /** The command that a pod runs. */
    static CommandLine serve() {
        return Objects.requireNonNull(
                Carillon.commandLine(Map.of()).getSubcommands().get("serve"));
    }

    /** The ports by name. */
    static Map<String, Integer> ports(JsonObject container) {
        return list(container, "ports").stream()
                .collect(Collectors.toMap(each -> each.getString("name"), each -> each.getInteger("containerPort")));
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** The objects of an array; empty if it is missing. */
    static List<JsonObject> list(JsonObject in, String field) {
        return StreamSupport.stream(in.getJsonArray(field, new JsonArray()).spliterator(), false)
                .map(Manifests::object)
                .toList();
    }

    @SuppressWarnings("unchecked")
    static JsonObject object(Object value) {
        return value instanceof Map<?, ?> map ? new JsonObject((Map<String, Object>) map) : (JsonObject) value;
    }
}
