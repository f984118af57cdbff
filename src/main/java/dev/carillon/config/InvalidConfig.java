package dev.carillon.config;

import java.nio.file.Path;

/** A configuration file that cannot be used; the message names file, line and field, the law, and what came. */
public final class InvalidConfig extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidConfig(String message) {
        super(message);
    }

    /** About the file as a whole. */
    public InvalidConfig(Path file, String message) {
        super(file + ": " + message);
    }

    InvalidConfig(Path file, int line, String message) {
        super("%s line %d: %s".formatted(file, line, message));
    }
}
