package dev.carillon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The schemas of Kubernetes and of what is added to it, which an npm package holds. */
final class Schemas {
    private static final Path SOURCE = Path.of("src/test/resources/kubernetes-models");
    private static final Path WORK = Path.of("target/kubernetes-models");

    private Schemas() {}

    /** What they say against {@code manifests}, a line each; the test is skipped where they cannot be had. */
    static String objections(List<JsonObject> manifests) throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        for (String name : List.of("package.json", "package-lock.json", "validate.mjs")) {
            Files.copy(SOURCE.resolve(name), WORK.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(WORK.resolve("node_modules/kubernetes-models"))) {
            install();
        }
        Path input = Files.writeString(WORK.resolve("manifests.json"), new JsonArray(manifests).encode());
        Process process = start(input, "node", "validate.mjs");
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("validate.mjs: " + said);
        }
        return said;
    }

    private static void install() throws InterruptedException, IOException {
        Process npm = start(Path.of("/dev/null"), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        String said = new String(npm.getInputStream().readAllBytes(), UTF_8);
        if (npm.waitFor() != 0) {
            abort("npm could not install what package-lock.json names: " + said);
        }
    }

    private static Process start(Path input, String... command) {
        try {
            return new ProcessBuilder(command)
                    .directory(WORK.toFile())
                    .redirectInput(Redirect.from(input.toAbsolutePath().toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            return abort("this test needs node and npm on the PATH: " + missing.getMessage());
        }
    }
}
