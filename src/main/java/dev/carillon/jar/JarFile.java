package dev.carillon.jar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Reads files from the jar of the service. */
public final class JarFile {
    private JarFile() {}

    /** A file of a library for browsers, which is in the jar as a WebJar of npm. */
    public static byte[] ofWebJar(String library, String path) {
        Properties about = new Properties();
        try {
            about.load(
                    new ByteArrayInputStream(read("/META-INF/maven/org.webjars.npm/" + library + "/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read("/META-INF/resources/webjars/" + library + "/" + about.getProperty("version") + "/" + path);
    }

    /** The file at {@code path} in the jar. */
    public static byte[] read(String path) {
        try (InputStream file = JarFile.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("expected " + path + " in the jar, but it is not there");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
