package dev.carillon.loadtest;

import dev.carillon.loadtest.run.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag for the secret that agents and leaders share. */
final class SecretOptions {
    /** The environment variable with the secret. Not a flag, because all users can read all command lines. */
    private static final String VARIABLE = "CARILLON_AGENT_SECRET";

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "File with the secret that agents and leaders share, at least 16 characters. Default: the variable"
                            + " " + VARIABLE + ".")
    private @Nullable Path file;

    /** The secret, if any. Throws IllegalArgumentException if it cannot be read or is too short. */
    Secret secret() {
        if (file != null) {
            return Secret.of("--secret-file " + file, read(file));
        }
        String value = System.getenv(VARIABLE);
        return value == null || value.isBlank() ? Secret.NONE : Secret.of(VARIABLE, value);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "--secret-file must be a file that can be read, was " + file, unreadable);
        }
    }
}
