package dev.carillon.server;

import static dev.carillon.server.Http2Client.CANCEL;
import static dev.carillon.server.Http2Client.GO_AWAY;
import static dev.carillon.server.Http2Client.HEADERS;
import static dev.carillon.server.Http2Client.NO_ERROR;
import static dev.carillon.server.Http2Client.RESET;
import static dev.carillon.server.Http2Client.WINDOW_UPDATE;
import static dev.carillon.server.Http2Client.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.CidrBlock;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ProxySettings;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TlsSettings;
import dev.carillon.server.Http2Client.Frame;
import dev.carillon.topic.TopicPattern;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The event streams of one HTTP/2 connection; each has separate client, credentials and end. */
@Timeout(60)
class Http2StreamsTest {
    private static final int WINDOW = 65_535;
    private static final String KEY = "carillon_s3cretOfOne";

    @TempDir
    private static Path folder;

    private static TestCertificates own;
    private static SSLContext tls;

    @BeforeAll
    static void make() throws Exception {
        own = TestCertificates.in(folder, "own");
        tls = own.trusted();
    }

    private static ServiceSettings settings() {
        return TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(own.settings());
    }

    private static TestService serve(ServiceSettings settings) {
        return new TestService(settings, Optional.of(tls));
    }

    private static AccessSettings access(List<ApiKey> keys) {
        return AccessSettings.defaults()
                .with(keys, new Permissions(List.of(new TopicPattern("*")), List.of(new TopicPattern("*"))));
    }

    @Test
    void aStreamThatIsNotReadIsResetAfterTheIdleTimeoutAndOthersContinue() throws Exception {
        Permissions all = new Permissions(List.of(new TopicPattern("**")), List.of());
        ServiceSettings revoked = settings()
                .with(TestService.sockets(Duration.ofSeconds(2), PingChoice.AUTO, 64 << 10))
                .with(access(List.of()));
        ServiceSettings known = revoked.with(access(List.of(new ApiKey("one", ApiKey.Hash.of(KEY), all))));
        String[] key = {"authorization", "Bearer " + KEY};
        try (TestService service = serve(known);
                Http2Client client = Http2Client.connect(service, tls, 0)) {
            client.stream(1, "/topics/t");
            client.stream(3, "/topics/t", key);
            client.stream(5, "/topics/t", key);
            client.stream(7, "/topics/t");
            for (int stream = 1; stream <= 7; stream += 2) {
                assertThat(client.await(HEADERS).status()).isEqualTo("200");
            }
            client.send(WINDOW_UPDATE, 0, 5, number(WINDOW));
            client.send(WINDOW_UPDATE, 0, 7, number(WINDOW));
            assertThat(client.event(5)).startsWith("retry: ");
            assertThat(client.event(7)).startsWith("retry: ");
            service.service.use(revoked);
            assertThat(client.event(5)).isEqualTo("event: expired\ndata: {\"type\":\"expired\"}");
            Set<Integer> reset = new HashSet<>();
            while (reset.size() < 2) {
                Frame end = client.await(RESET);
                assertThat(end.reason()).isEqualTo(CANCEL);
                reset.add(end.stream());
            }
            assertThat(reset).containsExactlyInAnyOrder(1, 3);
            while (service.metric("carillon_event_streams") > 1) {
                Thread.onSpinWait();
            }
            assertThat(service.metric("carillon_closed_total{cause=\"slow\"}")).isEqualTo(1);
            assertThat(service.metric("carillon_closed_total{cause=\"expired\"}"))
                    .isEqualTo(2);
            client.post(9, "/topics/t", "hello");
            assertThat(client.await(HEADERS).status()).isEqualTo("202");
        }
    }

    @Test
    void aResetByTheClientIsCountedAsPeerAlsoWithUnreadData() throws Exception {
        try (TestService service = serve(settings());
                Http2Client client = Http2Client.connect(service, tls, 0)) {
            client.stream(1, "/topics/t");
            assertThat(client.await(HEADERS).status()).isEqualTo("200");
            service.publish("t", "x".repeat(30_000));
            client.send(RESET, 0, 1, number(CANCEL));
            while (service.metric("carillon_event_streams") > 0) {
                Thread.onSpinWait();
            }
            assertThat(service.metric("carillon_closed_total{cause=\"peer\"}")).isEqualTo(1);
        }
    }

    @Test
    void aFullConnectionReceivesGoAwayAndItsEventStreamsContinue() throws Exception {
        try (TestService service = serve(settings());
                Http2Client client = Http2Client.connect(service, tls, WINDOW)) {
            for (int i = 0; i < 100; i++) {
                client.stream(2 * i + 1, "/topics/t");
            }
            assertThat(client.await(GO_AWAY).reason()).isEqualTo(NO_ERROR);
            service.publish("t", "hello");
            for (int i = 0; i < 100; i++) {
                String event = client.event(2 * i + 1);
                assertThat(event.startsWith("retry: ") ? client.event(2 * i + 1) : event)
                        .isEqualTo("data: hello");
                client.send(RESET, 0, 2 * i + 1, number(CANCEL));
            }
            assertThatThrownBy(() -> client.await(HEADERS)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void eachStreamCountsForTheAddressInTheProxyHeader() throws Exception {
        AdmissionSettings two = new AdmissionSettings(
                        OptionalInt.empty(), 100, Optional.empty(), Duration.ofSeconds(10))
                .with(new AddressLimits(OptionalInt.of(2), Optional.empty()));
        ProxySettings proxies = new ProxySettings(List.of(CidrBlock.of("127.0.0.0/8")), true);
        try (TestService service = serve(settings().with(two).with(proxies));
                Http2Client one = behindProxy(service, "203.0.113.7");
                Http2Client same = behindProxy(service, "203.0.113.7");
                Http2Client another = behindProxy(service, "203.0.113.8")) {
            assertThat(statuses(one, 2)).containsExactly("200", "200");
            assertThat(statuses(same, 1)).containsExactly("429");
            assertThat(statuses(another, 3)).containsExactly("200", "200", "429");
        }
    }

    private static Http2Client behindProxy(TestService service, String client) throws IOException {
        byte[] header = ("PROXY TCP4 " + client + " 127.0.0.1 4711 443\r\n").getBytes(ISO_8859_1);
        return Http2Client.connect("127.0.0.1", service.port(), header, tls, WINDOW);
    }

    private static List<String> statuses(Http2Client client, int count) throws IOException {
        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            client.stream(2 * i + 1, "/topics/t");
            statuses.add(client.await(HEADERS).status());
        }
        return statuses;
    }

    @Test
    void newCertificatesApplyToLaterHttp2Connections() throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        own.writeTo(certificate, key);
        TestCertificates renewed = TestCertificates.in(folder, "renewed");
        try (TestService service = serve(settings().with(new TlsSettings(certificate, key, Optional.empty())));
                Http2Client early = Http2Client.connect(service, tls, WINDOW)) {
            early.stream(1, "/topics/t");
            early.awaitStream(1);
            renewed.writeTo(certificate, key);
            try (Http2Client late = connectAsSoonAsTrusted(service, renewed.trusted())) {
                late.post(1, "/topics/t", "hello");
                assertThat(late.answer(1).status()).isEqualTo("202");
            }
            early.stream(3, "/topics/t");
            assertThat(early.event(1)).isEqualTo("data: hello");
            assertThat(early.await(HEADERS).status()).isEqualTo("200");
        }
    }

    private static Http2Client connectAsSoonAsTrusted(TestService service, SSLContext trust) {
        while (true) {
            try {
                return Http2Client.connect(service, trust, WINDOW);
            } catch (IOException anotherCertificate) {
                Thread.onSpinWait();
            }
        }
    }
}
