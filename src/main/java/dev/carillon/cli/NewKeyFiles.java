package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.auth.NewKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a new key for tokens.
 *
 * @param secret the file for the key that signs
 */
record NewKeyFiles(Path secret) {
    private static final FileAttribute<?> OF_THE_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private Path published() {
        return Path.of(secret + ".pub");
    }

    /** One of the files, if it exists already. */
    Optional<Path> existing() {
        return Stream.of(secret, published())
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst();
    }

    /** Writes the files. Returns the lines that explain them. */
    List<String> write(NewKey key) throws IOException {
        Optional<String> text = key.published();
        boolean posix = secret.getFileSystem().supportedFileAttributeViews().contains("posix");
        write(secret, key.secret(), posix ? new FileAttribute<?>[] {OF_THE_OWNER} : new FileAttribute<?>[0]);
        if (text.isEmpty()) {
            return List.of(secret + ": HMAC secret, for what makes tokens and for carillon serve --token-key " + secret
                    + "; or for all nodes of a cluster, as --cluster-secret-file " + secret);
        }
        write(published(), text.get());
        return List.of(
                secret + ": private key, for what makes tokens",
                published() + ": public key, for carillon serve --token-key " + published());
    }

    private static void write(Path file, String text, FileAttribute<?>... attributes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
