package dev.carillon;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The schemas of Kubernetes and its extensions, from an npm package. */
final class Schemas {
    private static final Path SOURCE = Path.of("src/test/resources/kubernetes-models");
    private static final Path WORK = Path.of("target/kubernetes-models");

    private Schemas() {}

    /**
     * The errors of the schemas in {@code manifests}, one per line; the test is skipped if they cannot be installed.
     */
    static String objections(List<JsonObject> manifests) throws IOException, InterruptedException {
        Npm.install(SOURCE, WORK);
        Npm.copy(SOURCE.resolve("validate.mjs"), WORK);
        Files.writeString(WORK.resolve("manifests.json"), new JsonArray(manifests).encode());
        return Npm.run(WORK, "node", "validate.mjs", "manifests.json");
    }
}
