package dev.carillon.loadtest.plan;

import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The certificate authorities that a client of a {@code wss} server trusts.
 *
 * @param insecure whether every certificate is accepted without a check
 * @param authorities PEM file of certificates to trust instead of those of the JVM
 */
public record Security(boolean insecure, Optional<Path> authorities) {
    public static final Security DEFAULT = new Security(false, Optional.empty());

    public Security {
        Require.that(!insecure || authorities.isEmpty(), "--insecure and --ca must not both be given");
        authorities.ifPresent(Security::requireCertificates);
    }

    /** Reads the file in the same way as the connections do, so that a mistake is found at once. */
    private static void requireCertificates(Path file) {
        Require.that(Files.isReadable(file), "--ca must be a file that can be read, was " + file);
        try {
            SslContextBuilder.forClient().trustManager(file.toFile());
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("--ca must be a file of certificates in PEM, was " + file, none);
        }
    }
}
