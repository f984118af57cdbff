package dev.carillon.config;

import java.util.Objects;

/** The version in the manifest of the jar, which the build writes. */
public final class Version {
    private Version() {}

    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return Objects.requireNonNullElse(version, "(not from a jar)");
    }
}
