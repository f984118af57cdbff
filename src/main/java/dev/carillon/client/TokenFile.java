package dev.carillon.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with a token or an API key as its one line. It is read at each use, so that a file that was replaced is noticed. */
public record TokenFile(Path path) {
    /** Longer than what a header may have, and short enough for a device that does not end. */
    private static final int BYTES_MAX = 64 << 10;

    /**
     * Returns what stands in the file now.
     *
     * @throws ServiceFailure when that is not one line; temporary, since the file may be in the middle of a replacement
     */
    String read() throws ServiceFailure {
        String text = text().strip();
        if (text.isEmpty()) {
            throw unusable("it is empty");
        }
        if (text.lines().count() > 1) {
            throw unusable("it has " + text.lines().count() + " lines");
        }
        // Anything else would be another header, or not what the service reads.
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
