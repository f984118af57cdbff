package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer's mistake on any port is answered if possible, and logs no line. */
@TestInstance(Lifecycle.PER_CLASS)
class MistakesTest {
    private static final String HOST = "Host: localhost\r\n";

    @TempDir
    private static Path folder;

    private TestService fast;
    private TestService channel;
    private TestService tls;
    private LoggedErrors logged;

    @BeforeAll
    void start() throws Exception {
        fast = TestService.on(LaneChoice.FAST);
        channel = TestService.on(LaneChoice.CHANNEL);
        TestCertificates own = TestCertificates.in(folder, "own");
        tls = new TestService(
                TestService.settings(LaneChoice.CHANNEL, 1, SocketSettings.defaults())
                        .with(own.settings()),
                Optional.of(own.trusted()));
        logged = new LoggedErrors();
    }

    @AfterAll
    void stop() {
        logged.close();
        fast.close();
        channel.close();
        tls.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET * HTTP/1.1\r\n" + HOST + "\r\n",
                "CONNECT localhost:80 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /readyz HTTP/1.1\r\n\r\n",
                "GET /readyz HTTP/1.1\r\n" + HOST + HOST + "\r\n",
                "GET /readyz HTTP/1.1\r\n" + HOST + "Expect: foo\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /readyz%2 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET readyz HTTP/1.1\r\n" + HOST + "\r\n",
                "GET  HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /readyz\r\n\r\n",
                "GET /readyz HTTP/3.0\r\n" + HOST + "\r\n",
                "GET /\u0001 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /readyz HTTP/1.1\r\n" + HOST + "no colon\r\n\r\n",
                "GET /readyz HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n",
                "GET /readyz HTTP/1.1\r\n" + HOST + "Transfer-Encoding: foo\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void anInvalidRequestIsAnsweredOnEveryPortAndNotLogged(String mistake) throws IOException {
        for (int port : plainPorts()) {
            try (RawClient client = new RawClient(port)) {
                client.send(mistake.getBytes(ISO_8859_1));
                assertThat(client.readAnswer())
                        .containsPattern("^HTTP/1.1 (4|50[15])")
                        .contains("text/plain")
                        .endsWith("\n");
            }
        }
        assertThat(logged.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {414, 431})
    void aRequestThatIsTooLongIsAnsweredOnEveryPortAndNotLogged(int status) throws IOException {
        String tooLong = "a".repeat(8200);
        for (int port : plainPorts()) {
            try (RawClient client = new RawClient(port)) {
                client.send(("GET /" + (status == 414 ? tooLong : "") + " HTTP/1.1\r\n" + HOST + "X: " + tooLong
                                + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 " + status + " ")
                        .endsWith(" bytes, but " + (status == 414 ? "was" : "were") + " longer\n");
            }
        }
        assertThat(logged.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "nonsense",
                "\u0016\u0003\u0001\u0000\u0005hello",
                "\u0016\u0003\u0001\u00ff\u00ff",
                "\u0016"
            })
    void invalidTlsIsNotLogged(String mistake) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), tls.port())) {
            plain.getOutputStream().write(mistake.getBytes(ISO_8859_1));
            plain.shutdownOutput();
            // Up to the end, which the service initiates.
            plain.getInputStream().readAllBytes();
        }
        assertServing();
        assertThat(logged.messages()).isEmpty();
    }

    @Test
    void plainHttpOnATlsPortReceives400() throws IOException {
        try (RawClient plain = new RawClient(tls.port())) {
            plain.send(("GET / HTTP/1.1\r\n" + HOST + "\r\n").getBytes(ISO_8859_1));
            assertThat(plain.readAnswer())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\r\nDate: ")
                    .endsWith("\r\n\r\nexpected TLS, that is https or wss, but was plain HTTP\n");
            assertThat(plain.readFrame()).isEqualTo("end");
        }
    }

    @Test
    void aResetConnectionIsNotLogged() throws IOException {
        for (int port : List.of(
                fast.port(),
                channel.port(),
                tls.port(),
                fast.service.managementPort(),
                channel.service.managementPort())) {
            for (String sent : List.of("", "GET / HT", "GET / HTTP/1.1\r\n" + HOST + "\r\n", "\u0016\u0003\u0001")) {
                RawClient client = new RawClient(port);
                client.send(sent.getBytes(ISO_8859_1));
                client.reset();
            }
        }
        assertServing();
        assertThat(logged.messages()).isEmpty();
    }

    private List<Integer> plainPorts() {
        return List.of(fast.port(), channel.port(), fast.service.managementPort(), channel.service.managementPort());
    }

    /** When a later connection has its answer, earlier bytes have been processed. */
    private void assertServing() throws IOException {
        for (TestService service : List.of(fast, channel, tls)) {
            try (RawClient client = service.client(0)) {
                client.send(("GET /topics HTTP/1.1\r\n" + HOST + "\r\n").getBytes(ISO_8859_1));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            }
        }
    }
}
