package dev.carillon.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with a token or an API key as its only line. It is read at each use, so that a replaced file takes effect. */
public record TokenFile(Path path) {
    /** More than a header may have, and a bound if the file is a device without an end. */
    private static final int BYTES_MAX = 64 << 10;

    /**
     * Returns the contents of the file.
     *
     * @throws ServiceFailure when it does not have one line; temporary, since the file may be in the middle of a
     *     replacement
     */
    String read() throws ServiceFailure {
        String text = text().strip();
        if (text.isEmpty()) {
            throw unusable("it is empty");
        }
        if (text.lines().count() > 1) {
            throw unusable("it has " + text.lines().count() + " lines");
        }
        // Other characters could add a header, or are not what the service reads.
        if (!text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw unusable("its line has spaces, or characters beyond ASCII");
        }
        return text;
    }

    private String text() throws ServiceFailure {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw unusable("it has more than " + BYTES_MAX + " bytes");
            }
            return new String(bytes, ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw unusable("there is no such file");
        } catch (IOException unreadable) {
            throw unusable("it cannot be read: " + unreadable.getMessage());
        }
    }

    private ServiceFailure unusable(String why) {
        return ServiceFailure.temporary(
                "expected one line with a token or an API key in --token-file " + path + ", but " + why);
    }
}
