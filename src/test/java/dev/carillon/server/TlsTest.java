package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service with TLS; {@code BroadcastTest} tests that everything else works over TLS as without. */
@Timeout(60)
class TlsTest {
    @TempDir
    private static Path folder;

    private static TestCertificates first;
    private static TestCertificates second;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificates.in(folder, "first");
        second = TestCertificates.in(folder, "second");
    }

    @Test
    void newCertificatesApplyOnlyToLaterConnections() throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        first.writeTo(certificate, key);
        try (TestService service = start(new TlsSettings(certificate, key, Optional.empty()));
                RawClient early = open(service, first.trusted())) {
            second.writeTo(certificate, key);
            while (!peerName(service).equals("CN=second")) {
                Thread.onSpinWait();
            }
            try (RawClient late = open(service, second.trusted())) {
                late.sendText("hello");
                assertThat(early.readFrame()).isEqualTo("text hello");
                assertThat(late.readFrame()).isEqualTo("text hello");
            }
        }
    }

    @Test
    void theMetricsShowTheExpiryOfTheCertificateInUse() throws Exception {
        Path certificate = folder.resolve("ends.crt");
        Path key = folder.resolve("ends.key");
        first.writeTo(certificate, key);
        try (TestService service = start(new TlsSettings(certificate, key, Optional.empty()))) {
            assertThat(expiry(service)).isEqualTo(first.expiry());
            TestCertificates expired = TestCertificates.expired(folder);
            expired.writeTo(certificate, key);
            while (expiry(service).equals(first.expiry())) {
                Thread.onSpinWait();
            }
            assertThat(expiry(service)).isEqualTo(expired.expiry());
        }
    }

    private static Instant expiry(TestService service) throws Exception {
        return Instant.ofEpochSecond((long) service.metric("carillon_tls_certificate_expiry_seconds"));
    }

    @Test
    void anInvalidKeyFileIsLoggedOnceAndTheOldCertificateStaysInUse() throws Exception {
        Path certificate = folder.resolve("gone.crt");
        Path key = folder.resolve("gone.key");
        first.writeTo(certificate, key);
        try (TestService service = start(new TlsSettings(certificate, key, Optional.empty()));
                LoggedErrors logged = new LoggedErrors();
                RawClient client = open(service, first.trusted())) {
            Files.delete(key);
            awaitLines(logged, 1);
            // As long as three checks take.
            client.socket.setSoTimeout(3000);
            assertThat(client.hasAnswer()).isFalse();
            Files.writeString(key, "hello");
            awaitLines(logged, 2);
            Files.delete(key);
            awaitLines(logged, 3);
            assertThat(logged.messages())
                    .containsExactly(
                            "certificates not renewed: --tls-key must be a PEM file, but there is no " + key + " null",
                            "certificates not renewed: --tls-key must be a PEM file with a PRIVATE KEY, but " + key
                                    + " has none null",
                            "certificates not renewed: --tls-key must be a PEM file, but there is no " + key + " null");
            client.sendText("hello");
            assertThat(client.readFrame()).isEqualTo("text hello");
            assertThat(peerName(service)).isEqualTo("CN=first");
            second.writeTo(certificate, key);
            while (!peerName(service).equals("CN=second")) {
                Thread.onSpinWait();
            }
        }
    }

    private static void awaitLines(LoggedErrors logged, int count) {
        while (logged.messages().size() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theJdkProvidesTlsAndHttp2WithoutOpenSsl() throws Exception {
        try (ServeProcess serve = ServeProcess.startWithin(
                "export JDK_JAVA_OPTIONS=-Dio.netty.handler.ssl.noOpenSsl=true",
                "--tls-cert",
                first.certificate().toString(),
                "--tls-key",
                first.key().toString())) {
            assertThat(serve.tls).isEqualTo("jdk");
            RawClient socket = new RawClient(serve.port, 0, Optional.of(first.trusted()));
            try (RawClient client = RawClient.open(socket, "/echo", "")) {
                for (int bytes : new int[] {1, 16 << 10, 1 << 20}) {
                    client.send(RawClient.FRAMES.binary(new byte[bytes]));
                    assertThat(client.readFrame()).isEqualTo("binary " + bytes);
                }
                client.send(RawClient.FRAMES.close(1000, ""));
                assertThat(client.readFrame()).isEqualTo("close 1000 ");
                assertThat(client.readFrame()).isEqualTo("end");
            }
            try (Http2Client client = Http2Client.connect("127.0.0.1", serve.port, first.trusted(), 65_535)) {
                client.post(1, "/topics/t", "hello");
                assertThat(client.answer(1).status()).isEqualTo("202");
                client.stream(3, "/topics/t");
                client.awaitStream(3);
            }
            TlsCredentialsTest.assertNoOtherHandshake(serve.port, first.trusted());
        }
    }

    @Test
    void onlyClientsOfTheClientAuthorityAreAccepted() throws Exception {
        TlsSettings mutual = new TlsSettings(first.certificate(), first.key(), Optional.of(second.certificate()));
        try (TestService service = start(mutual);
                RawClient client = open(service, second.talkingTo(first))) {
            client.sendText("hello");
            assertThat(client.readFrame()).isEqualTo("text hello");
            assertThatThrownBy(() -> open(service, first.trusted())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> open(service, first.talkingTo(first))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCloseFrameIsFollowedByTheEndOfTls() throws Exception {
        try (TestService service = start(first.settings());
                RawClient client = open(service, first.trusted())) {
            client.send(RawClient.FRAMES.close(1000, "bye"));
            assertThat(client.readFrame()).isEqualTo("close 1000 ");
            assertThat(client.readFrame()).isEqualTo("end");
        }
    }

    @Test
    void framesSentWithAPipelinedHandshakeAreNotLost() throws Exception {
        try (TestService service = start(first.settings());
                RawClient client = new RawClient(service.port(), 0, Optional.of(first.trusted()))) {
            client.send(RawClient.joined(
                    "GET /topics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1),
                    RawClient.handshake("/echo", ""),
                    RawClient.FRAMES.text("one".getBytes(ISO_8859_1)),
                    RawClient.FRAMES.text("x".repeat(60_000).getBytes(ISO_8859_1))));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 OK");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readFrame()).isEqualTo("text one");
            assertThat(client.readFrame()).hasSize("text ".length() + 60_000);
            client.sendText("and on");
            assertThat(client.readFrame()).isEqualTo("text and on");
        }
    }

    @Test
    void aStartWithAnInvalidFileFailsAndNamesTheFile() throws IOException {
        Path none = folder.resolve("none.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertFails(none, first.key(), "--tls-cert must be a PEM file, but there is no " + none);
        assertFails(first.certificate(), none, "--tls-key must be a PEM file, but there is no " + none);
        assertFails(text, first.key(), "--tls-cert must be a PEM file with a CERTIFICATE, but " + text + " has none");
        assertFails(
                first.certificate(),
                first.certificate(),
                "--tls-key must be a PEM file with a PRIVATE KEY, but " + first.certificate() + " has none");
        assertFails(
                broken, first.key(), "--tls-cert must hold certificates in PEM, but those in " + broken + " cannot be");
        assertFails(
                first.certificate(),
                second.key(),
                "--tls-key must be the key of the certificate in " + first.certificate() + ", but the one in "
                        + second.key() + " belongs to another certificate");
    }

    @Test
    void contradictorySettingsAreRefused() {
        Path file = Path.of("x.pem");
        assertThatThrownBy(() -> TlsSettings.of(file, null, null))
                .hasMessage("--tls-key must be given beside --tls-cert: TLS needs both --tls-cert and --tls-key");
        assertThatThrownBy(() -> TlsSettings.of(null, null, file))
                .hasMessage("--tls-cert must be given beside --tls-client-ca: TLS needs both --tls-cert and --tls-key");
        ServiceSettings fast = ServiceSettings.defaults().with(LaneChoice.FAST);
        assertThatThrownBy(() -> fast.with(first.settings()))
                .hasMessage("--lane must be auto or channel with --tls-cert, was fast");
    }

    private static void assertFails(Path certificate, Path key, String message) {
        assertThatThrownBy(() -> start(new TlsSettings(certificate, key, Optional.empty())))
                .hasMessageContaining(message);
    }

    private static TestService start(TlsSettings tls) {
        return new TestService(TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(tls));
    }

    private static RawClient open(TestService service, SSLContext tls) throws IOException {
        return RawClient.open(new RawClient(service.port(), 0, Optional.of(tls)), "/topics/t", "");
    }

    /** The name in the certificate that the service presents to a new client. */
    private static String peerName(TestService service) throws IOException, GeneralSecurityException {
        for (TestCertificates known : new TestCertificates[] {first, second}) {
            try (SSLSocket socket =
                    (SSLSocket) known.trusted().getSocketFactory().createSocket("127.0.0.1", service.port())) {
                SSLSession session = socket.getSession();
                if (session.isValid()) {
                    return session.getPeerPrincipal().getName();
                }
            }
        }
        return "";
    }
}
