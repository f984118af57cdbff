package dev.carillon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Runs scripts in Node, and installs the packages that they need. */
public final class Npm {
    private static final List<String> PACKAGES = List.of("package.json", "package-lock.json");

    private Npm() {}

    /**
     * Installs the packages of the lock file in {@code source} into {@code work}, where they stay until the lock file
     * changes.
     */
    public static void install(Path source, Path work) throws IOException, InterruptedException {
        if (isInstalled(source, work)) {
            return;
        }
        for (String name : PACKAGES) {
            copy(source.resolve(name), work);
        }
        Process npm = start(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        String said = output(npm);
        if (npm.waitFor() != 0) {
            // The next run tries again.
            Files.delete(work.resolve("package-lock.json"));
            abort("npm could not install what package-lock.json names: " + said);
        }
    }

    private static boolean isInstalled(Path source, Path work) throws IOException {
        for (String name : PACKAGES) {
            if (!Files.exists(work.resolve(name)) || Files.mismatch(source.resolve(name), work.resolve(name)) >= 0) {
                return false;
            }
        }
        return Files.exists(work.resolve("node_modules"));
    }

    public static void copy(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The output of {@code node} or {@code npm}, which must not fail. */
    public static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = start(folder, command);
        String said = output(process);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private static Process start(Path folder, String... command) {
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
