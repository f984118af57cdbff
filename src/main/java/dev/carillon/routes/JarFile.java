package dev.carillon.routes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files that come with the service. */
final class JarFile {
    private JarFile() {}

    /** All of the file at {@code path} in the jar. */
    static byte[] read(String path) {
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
