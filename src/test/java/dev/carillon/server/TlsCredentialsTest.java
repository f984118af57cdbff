package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and credentials: what TLS adds, and that it does not replace them. */
class TlsCredentialsTest {
    private static final String KEY = "carillon_client-00000000000000000000000000000000000000";
    private static final String BEARER = "Authorization: Bearer " + KEY + "\r\n";

    @TempDir
    private static Path folder;

    private static TestCertificates server;
    private static TestCertificates client;

    @BeforeAll
    static void make() throws Exception {
        server = TestCertificates.in(folder, "server");
        client = TestCertificates.in(folder, "client");
    }

    @Test
    void aResumedTlsSessionDoesNotKeepCredentials() throws Exception {
        SSLContext trust = server.trusted();
        try (TestService service = start(server.settings())) {
            SSLSession first;
            try (RawClient known = client(service, trust)) {
                assertThat(listing(known, BEARER)).startsWith("HTTP/1.1 200 ");
                first = session(known);
            }
            try (RawClient resumed = client(service, trust)) {
                assertThat(listing(resumed, "")).startsWith("HTTP/1.1 401 ");
                assertThat(session(resumed).getCreationTime()).isEqualTo(first.getCreationTime());
            }
        }
    }

    @Test
    void aClientCertificateIsRequiredInAdditionToTheToken() throws Exception {
        TlsSettings mutual = new TlsSettings(server.certificate(), server.key(), Optional.of(client.certificate()));
        try (TestService service = start(mutual)) {
            try (RawClient known = client(service, client.talkingTo(server))) {
                assertThat(listing(known, "")).startsWith("HTTP/1.1 401 ");
                assertThat(listing(known, "Authorization: Bearer carillon_another\r\n"))
                        .startsWith("HTTP/1.1 401 ");
                assertThat(listing(known, BEARER)).startsWith("HTTP/1.1 200 ");
            }
            try (RawClient stranger = client(service, server.trusted())) {
                assertThatThrownBy(() -> listing(stranger, BEARER)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void tlsRenegotiationIsRefused() throws Exception {
        try (TestService service = start(server.settings())) {
            assertNoOtherHandshake(service.port(), server.trusted());
        }
    }

    /** Up to TLS 1.2; TLS 1.3 has none (RFC 8446, 4.1.2). */
    static void assertNoOtherHandshake(int port, SSLContext tls) throws IOException {
        try (RawClient eager = new RawClient(port, 0, Optional.of(tls))) {
            SSLSocket socket = (SSLSocket) eager.socket;
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(listing(eager, BEARER)).startsWith("HTTP/1.1 200 ");
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        listing(eager, BEARER);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static TestService start(TlsSettings tls) {
        return new TestService(TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(tls)
                .with(AccessSettings.defaults()
                        .with(List.of(new ApiKey("client", ApiKey.Hash.of(KEY), Permissions.ALL)), Permissions.NONE)));
    }

    private static RawClient client(TestService service, SSLContext tls) throws IOException {
        return new RawClient(service.port(), 0, Optional.of(tls));
    }

    private static SSLSession session(RawClient client) {
        return ((SSLSocket) client.socket).getSession();
    }

    private static String listing(RawClient client, String headers) throws IOException {
        client.send(("GET /topics HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").getBytes(ISO_8859_1));
        return client.readAnswer();
    }
}
