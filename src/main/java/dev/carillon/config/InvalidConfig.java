package dev.carillon.config;

import java.nio.file.Path;

/**
 * A configuration file that cannot be used; the message names the file, the line, the field, the rule and the value.
 */
public final class InvalidConfig extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidConfig(String message) {
        super(message);
    }

    /** A mistake that has no line. */
    public InvalidConfig(Path file, String message) {
        super(file + ": " + message);
    }

    InvalidConfig(Path file, int line, String message) {
        super("%s line %d: %s".formatted(file, line, message));
    }
}
