package dev.carillon.tls;

import dev.carillon.config.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.X509KeyManager;

/**
 * The contents of the files of {@link TlsSettings} at one moment. If checked, each file is valid, and they belong
 * together.
 *
 * @param certificate the text of that file
 * @param key the text of that file
 * @param clientCa the text of that file
 */
record TlsFiles(String certificate, String key, Optional<String> clientCa) {
    private static final Pattern CERTIFICATE =
            Pattern.compile("(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----");

    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "RSASSA-PSS", "EdDSA", "Ed25519");

    /** A file that cannot be used; the message names the setting, the rule, and what was found. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** Reads and checks the files. Blocks. */
    static TlsFiles read(TlsSettings settings, Vertx vertx) throws Unusable {
        TlsFiles files = readUnchecked(settings);
        files.check(settings, vertx);
        return files;
    }

    /** Only reads, to find out whether something has changed. */
    static TlsFiles readUnchecked(TlsSettings settings) throws Unusable {
        Optional<Path> ca = settings.clientCa();
        return new TlsFiles(
                text("--tls-cert", settings.certificate()),
                text("--tls-key", settings.key()),
                ca.isPresent() ? Optional.of(text("--tls-client-ca", ca.get())) : Optional.empty());
    }

    /** The options for Vert.x. */
    ServerSSLOptions options(boolean http2) {
        ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(keyCert());
        // The next methods return the options of clients and servers alike.
        options.setUseAlpn(http2);
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        clientCa.ifPresent(ca -> {
            options.setClientAuth(ClientAuth.REQUIRED);
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(ca)));
        });
        return options;
    }

    PemKeyCertOptions keyCert() {
        return new PemKeyCertOptions().setCertValue(Buffer.buffer(certificate)).setKeyValue(Buffer.buffer(key));
    }

    /** When the first of the certificates expires; clients then refuse all of them. Only for checked files. */
    Instant expiry() {
        return CERTIFICATE
                .matcher(certificate)
                .results()
                .map(pem -> parsed(pem.group()).getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private static X509Certificate parsed(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException checked) {
            throw new IllegalStateException(checked);
        }
    }

    void check(TlsSettings settings, Vertx vertx) throws Unusable {
        requirePem("--tls-cert", settings.certificate(), certificate, "CERTIFICATE");
        requirePem("--tls-key", settings.key(), key, "PRIVATE KEY");
        if (clientCa.isPresent()) {
            Path file = settings.clientCa().orElseThrow();
            requirePem("--tls-client-ca", file, clientCa.get(), "CERTIFICATE");
            requireCertificates("--tls-client-ca", file, clientCa.get(), vertx);
        }
        requireCertificates("--tls-cert", settings.certificate(), certificate, vertx);
        if (!fits(settings, vertx)) {
            throw new Unusable("--tls-key must be the key of the certificate in " + settings.certificate()
                    + ", but the one in " + settings.key() + " belongs to another certificate");
        }
    }

    private static void requireCertificates(String setting, Path file, String pem, Vertx vertx) throws Unusable {
        try {
            new PemTrustOptions().addCertValue(Buffer.buffer(pem)).getTrustManagerFactory(vertx);
        } catch (Exception notOne) { // the method declares Exception
            throw new Unusable(setting + " must hold certificates in PEM, but those in " + file + " cannot be read: "
                    + notOne.getMessage());
        }
    }

    /** Whether the certificate verifies what the key signs. */
    private boolean fits(TlsSettings settings, Vertx vertx) throws Unusable {
        try {
            X509KeyManager own = keyManager(settings, vertx);
            for (String kind : KEY_KINDS) {
                String[] names = own.getServerAliases(kind, null);
                if (names != null) {
                    return verifies(own.getPrivateKey(names[0]), own.getCertificateChain(names[0])[0]);
                }
            }
            return false;
        } catch (GeneralSecurityException otherKind) {
            // Such as a signature by an EC key, verified by an RSA one.
            return false;
        }
    }

    private X509KeyManager keyManager(TlsSettings settings, Vertx vertx) throws Unusable {
        try {
            return (X509KeyManager) keyCert().getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception notOne) { // the method declares Exception
            throw new Unusable("--tls-key must hold a private key in PEM that is not encrypted, but the one in "
                    + settings.key() + " cannot be read: " + notOne.getMessage());
        }
    }

    private static boolean verifies(PrivateKey own, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getAlgorithm();
        };
        byte[] text = "carillon".getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(own);
        signing.update(text);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate.getPublicKey());
        verifying.update(text);
        return verifying.verify(signing.sign());
    }

    private static void requirePem(String setting, Path file, String text, String what) throws Unusable {
        if (!text.contains("-----BEGIN ") || !text.contains(what + "-----")) {
            throw new Unusable(setting + " must be a PEM file with a " + what + ", but " + file + " has none");
        }
    }

    private static String text(String setting, Path file) throws Unusable {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException absent) {
            throw new Unusable(setting + " must be a PEM file, but there is no " + file);
        } catch (IOException unreadable) {
            throw new Unusable(setting + " must be a PEM file that can be read: " + unreadable.getMessage());
        }
    }
}
