package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Scripts for Node, and the packages that they need. */
final class Npm {
    private Npm() {}

    /**
     * A copy of {@code source} in {@code work}, with what its lock names beside it. It stays there for later runs.
     *
     * @param name one of the packages
     */
    static void install(Path source, Path work, String name) throws IOException, InterruptedException {
        Files.createDirectories(work);
        try (var files = Files.list(source)) {
            for (Path file : files.toList()) {
                copy(file, work);
            }
        }
        if (!Files.exists(work.resolve("node_modules").resolve(name))) {
            Process npm = start(work, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            String said = output(npm);
            if (npm.waitFor() != 0) {
                abort("npm could not install what package-lock.json names: " + said);
            }
        }
    }

    static void copy(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What node prints that runs a script, which must not fail. */
    static String node(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        Process node = start(folder, command);
        String said = output(node);
        if (node.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private static Process start(Path folder, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            return abort("this test needs node and npm on the PATH: " + missing.getMessage());
        }
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
