package dev.carillon.loadtest.plan;

import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The authorities that a client of a {@code wss} server trusts.
 *
 * @param insecure everybody, without a look at the certificate
 * @param authorities a PEM file of certificates to trust instead of the JVM's own
 */
public record Security(boolean insecure, Optional<Path> authorities) {
    public static final Security DEFAULT = new Security(false, Optional.empty());

    public Security {
        Require.that(!insecure || authorities.isEmpty(), "--insecure and --ca must not both be given");
        authorities.ifPresent(Security::requireCertificates);
    }

    /** Read as they are read for the connections. */
    private static void requireCertificates(Path file) {
        Require.that(Files.isReadable(file), "--ca must be a file that can be read, was " + file);
        try {
            SslContextBuilder.forClient().trustManager(file.toFile());
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("--ca must be a file of certificates in PEM, was " + file, none);
        }
    }
}
