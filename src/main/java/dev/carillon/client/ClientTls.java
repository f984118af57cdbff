package dev.carillon.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which certificates of a service are accepted.
 *
 * @param authorities in PEM; they replace those that the JVM trusts
 * @param insecure whether any certificate is accepted, for any name
 */
public record ClientTls(Optional<Path> authorities, boolean insecure) {
    public static final ClientTls DEFAULT = new ClientTls(Optional.empty(), false);

    /**
     * TLS for one connection to {@code url}.
     *
     * @throws ServiceFailure when the authorities cannot be read
     */
    Encryption to(ServiceUrl url) throws ServiceFailure {
        try {
            return new Encryption(url, new CertificateCheck(url.host(), this, trusted()));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this JVM has no TLS", unusable);
        }
    }

    private X509ExtendedTrustManager trusted() throws GeneralSecurityException, ServiceFailure {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities.isEmpty() ? null : keyStore(authorities.get()));
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static KeyStore keyStore(Path file) throws GeneralSecurityException, ServiceFailure {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw unusable(file, "it has none");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            return store;
        } catch (NoSuchFileException missing) {
            throw unusable(file, "there is no such file");
        } catch (IOException unreadable) {
            throw unusable(file, "it cannot be read: " + unreadable.getMessage());
        } catch (CertificateException invalid) {
            throw unusable(file, "it has something else: " + invalid.getMessage());
        }
    }

    private static ServiceFailure unusable(Path file, String why) {
        return ServiceFailure.lasting("expected certificates in PEM in --ca " + file + ", but " + why);
    }
}
