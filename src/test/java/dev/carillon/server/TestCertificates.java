package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.config.TlsSettings;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for this machine, made by the JDK's keytool, and its key: both in PEM, in a folder. */
public record TestCertificates(KeyStore store, Path certificate, Path key) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    public static TestCertificates in(Path folder, String name) throws IOException, GeneralSecurityException {
        return in(folder, name, "SAN=dns:localhost,ip:127.0.0.1", "+0d");
    }

    /** For another machine, {@code example.org}. */
    public static TestCertificates ofAnotherHost(Path folder) throws IOException, GeneralSecurityException {
        return in(folder, "another", "SAN=dns:example.org", "+0d");
    }

    public static TestCertificates expired(Path folder) throws IOException, GeneralSecurityException {
        return in(folder, "expired", "SAN=dns:localhost,ip:127.0.0.1", "-1y");
    }

    private static TestCertificates in(Path folder, String name, String hosts, String start)
            throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        if (!Files.exists(file)) {
            make(file, name, hosts, start);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file.toFile())) {
            store.load(in, PASSWORD);
        }
        TestCertificates made =
                new TestCertificates(store, folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        made.writeTo(made.certificate, made.key);
        return made;
    }

    /** Replaces the files of another certificate. */
    void writeTo(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
        Files.writeString(
                certificateFile, pem("CERTIFICATE", store.getCertificate("own").getEncoded()));
        Files.writeString(
                keyFile, pem("PRIVATE KEY", store.getKey("own", PASSWORD).getEncoded()));
    }

    public TlsSettings settings() {
        return new TlsSettings(certificate, key, Optional.empty());
    }

    Instant expiry() throws GeneralSecurityException {
        return ((X509Certificate) store.getCertificate("own")).getNotAfter().toInstant();
    }

    /** For a client that trusts only {@code server} and presents this certificate when it is requested. */
    SSLContext talkingTo(TestCertificates server) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return context(server, keys);
    }

    /** For a client that trusts only this certificate and has none itself. */
    public SSLContext trusted() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore none = KeyStore.getInstance("PKCS12");
        none.load(null, PASSWORD);
        keys.init(none, PASSWORD);
        return context(this, keys);
    }

    private static SSLContext context(TestCertificates server, KeyManagerFactory keys)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("server", server.store.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void make(Path file, String name, String hosts, String start) throws IOException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        hosts,
                        "-startdate",
                        start,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (!Files.exists(file)) {
            throw new IOException("expected keytool to make " + file + ", but it said " + said);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
