package dev.carillon;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The schemas of Kubernetes and of what is added to it, which an npm package holds. */
final class Schemas {
    private static final Path SOURCE = Path.of("src/test/resources/kubernetes-models");
    private static final Path WORK = Path.of("target/kubernetes-models");

    private Schemas() {}

    /** What they say against {@code manifests}, a line each; the test is skipped where they cannot be had. */
    static String objections(List<JsonObject> manifests) throws IOException, InterruptedException {
        Npm.install(SOURCE, WORK);
        Npm.copy(SOURCE.resolve("validate.mjs"), WORK);
        Files.writeString(WORK.resolve("manifests.json"), new JsonArray(manifests).encode());
        return Npm.run(WORK, "node", "validate.mjs", "manifests.json");
    }
}
