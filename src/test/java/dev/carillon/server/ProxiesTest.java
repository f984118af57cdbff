package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.CidrBlock;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ProxySettings;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The address of a client behind proxies, on each way in. An address may have one WebSocket or event stream; the answer
 * to the next one shows which address was counted.
 */
@EnabledOnOs(OS.LINUX) // where a machine has all of 127.0.0.0/8
@SuppressWarnings("StringConcatToTextBlock") // lines of a head end in CRLF
@TestInstance(Lifecycle.PER_CLASS)
class ProxiesTest {
    /** One of the trusted proxies, 127.0.0.0/28; on the management port it sends no header. */
    private static final String PROXY = "127.0.0.1";

    private static final String FARTHER_PROXY = "127.0.0.2";
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final SocketSettings OFTEN_VISITED =
            TestService.sockets(Duration.ofSeconds(8), PingChoice.OFF, 64 << 10);
    private static final String REFUSED = "carillon_proxy_headers_refused_total";
    private static final String ACCEPTED = "carillon_handshakes_accepted_total";
    private static final byte[] LISTING = "GET /topics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1);
    private static final String MISSING =
            "connection from the trusted proxy 127.0.0.1 refused: expected a header of the PROXY protocol, but was GET /echo HT";

    /** The ways in, each with and without the PROXY protocol. */
    enum Way {
        FAST,
        CHANNEL,
        TLS
    }

    @TempDir
    private static Path folder;

    private final Map<Way, TestService> readHeaders = new EnumMap<>(Way.class);
    private final Map<Way, TestService> proxyProtocol = new EnumMap<>(Way.class);
    private final List<RawClient> open = new ArrayList<>();
    private TestCertificates own;
    private SSLContext trust;
    private int used;

    @BeforeAll
    void start() throws Exception {
        own = TestCertificates.in(folder, "own");
        trust = own.trusted();
        for (Way way : Way.values()) {
            readHeaders.put(way, service(way, false, Duration.ofSeconds(10)));
            proxyProtocol.put(way, service(way, true, Duration.ofSeconds(10)));
        }
    }

    private TestService service(Way way, boolean proxyProtocol, Duration handshakeTimeout) {
        ServiceSettings settings = TestService.settings(
                        way == Way.FAST ? LaneChoice.FAST : LaneChoice.CHANNEL, 2, OFTEN_VISITED)
                .with(new AdmissionSettings(OptionalInt.empty(), 4096, Optional.empty(), handshakeTimeout)
                        .with(new AddressLimits(OptionalInt.of(1), Optional.empty())))
                .with(new ProxySettings(List.of(CidrBlock.of("127.0.0.0/28")), proxyProtocol));
        return new TestService(way == Way.TLS ? settings.with(own.settings()) : settings);
    }

    @AfterEach
    void leave() throws IOException {
        for (RawClient client : open) {
            client.close();
        }
        open.clear();
    }

    @AfterAll
    void stop() {
        readHeaders.values().forEach(TestService::close);
        proxyProtocol.values().forEach(TestService::close);
    }

    // ---- headers

    @ParameterizedTest
    @EnumSource
    void twoClientsBehindOneProxyAreCountedSeparately(Way way) throws Exception {
        String one = client();
        String another = client();
        assertThat(handshake(way, PROXY, "X-Forwarded-For: " + one)).isEqualTo("open");
        assertThat(handshake(way, PROXY, "X-Forwarded-For: " + another)).isEqualTo("open");
        assertThat(handshake(way, PROXY, "X-Forwarded-For: " + one)).isEqualTo(one);
        assertThat(handshake(way, PROXY, "Forwarded: for=" + another)).isEqualTo(another);
    }

    @ParameterizedTest
    @EnumSource
    void theHeadersOfAnUntrustedPeerAreIgnored(Way way) throws Exception {
        String peer = untrusted();
        assertThat(handshake(way, peer, "X-Forwarded-For: " + client())).isEqualTo("open");
        assertThat(handshake(way, peer, "X-Forwarded-For: " + client())).isEqualTo(peer);
        assertThat(handshake(way, peer, "Forwarded: for=" + client())).isEqualTo(peer);
        assertThat(handshake(way, peer, "X-Forwarded-For: " + client() + ", 127.0.0.2"))
                .isEqualTo(peer);
    }

    @ParameterizedTest
    @EnumSource
    void addressesAddedByAClientAreIgnored(Way way) throws Exception {
        String client = client();
        assertThat(handshake(way, PROXY, "X-Forwarded-For: 6.6.6.6, " + client)).isEqualTo("open");
        assertThat(handshake(way, PROXY, "X-Forwarded-For: 127.0.0.3\r\nX-Forwarded-For: " + client))
                .isEqualTo(client);
        assertThat(handshake(way, PROXY, "Forwarded: for=\"6.6.6.6\r\nForwarded: for=" + client))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @EnumSource
    void theClientBehindTwoTrustedProxiesIsCounted(Way way) throws Exception {
        String client = client();
        String said = "X-Forwarded-For: 6.6.6.6, " + client + ", " + FARTHER_PROXY;
        assertThat(handshake(way, PROXY, said)).isEqualTo("open");
        assertThat(handshake(way, PROXY, said)).isEqualTo(client);
    }

    @ParameterizedTest
    @EnumSource
    void clientsOfIpv6AreCountedByTheirNetwork(Way way) throws Exception {
        assertThat(handshake(way, PROXY, "X-Forwarded-For: 2001:db8:1:2::1")).isEqualTo("open");
        assertThat(handshake(way, PROXY, "X-Forwarded-For: 2001:db8:1:3::1")).isEqualTo("open");
        assertThat(handshake(way, PROXY, "Forwarded: for=\"[2001:db8:1:2::2]:4711\""))
                .isEqualTo("2001:db8:1:2::/64");
    }

    @ParameterizedTest
    @EnumSource
    void eventStreamsAreCountedLikeWebSockets(Way way) throws Exception {
        String client = client();
        assertThat(stream(way, PROXY, "X-Forwarded-For: " + client)).isEqualTo("open");
        assertThat(stream(way, PROXY, "X-Forwarded-For: " + client)).isEqualTo(client);
        assertThat(handshake(way, PROXY, "X-Forwarded-For: " + client)).isEqualTo(client);
        assertThat(stream(way, PROXY, "X-Forwarded-For: " + client())).isEqualTo("open");
    }

    /** A proxy sends the requests of many clients over one connection. */
    @ParameterizedTest
    @EnumSource
    void eachRequestOnAConnectionCanNameAnotherClient(Way way) throws Exception {
        String client = client();
        assertThat(handshake(way, PROXY, "X-Forwarded-For: " + client)).isEqualTo("open");
        RawClient proxy = connect(readHeaders, way, PROXY, new byte[0]);
        proxy.send(LISTING);
        assertThat(proxy.readAnswer()).startsWith("HTTP/1.1 200 ");
        assertThat(answer(proxy, handshake("X-Forwarded-For: " + client))).isEqualTo(client);
        assertThat(answer(proxy, handshake("X-Forwarded-For: " + client()))).isEqualTo("open");
    }

    // ---- the PROXY protocol

    @ParameterizedTest
    @EnumSource
    void aProxyHeaderNamesTheClient(Way way) throws Exception {
        String one = client();
        String another = client();
        assertThat(handshakeBehind(way, v1(one))).isEqualTo("open");
        assertThat(handshakeBehind(way, v2(another))).isEqualTo("open");
        assertThat(handshakeBehind(way, v2(one))).isEqualTo(one);
        assertThat(handshakeBehind(way, v1(another))).isEqualTo(another);
        assertThat(handshakeBehind(way, v2("2001:db8:1:2::1"))).isEqualTo("open");
        assertThat(handshakeBehind(way, v1("2001:db8:1:2::2"))).isEqualTo("2001:db8:1:2::/64");
    }

    @ParameterizedTest
    @EnumSource
    void aProxyHeaderCanArriveInPieces(Way way) throws Exception {
        for (String version : List.of("1", "2")) {
            String client = client();
            byte[] header = version.equals("1") ? v1(client) : v2(client);
            RawClient inPieces = connect(proxyProtocol, way, PROXY, new byte[0]);
            for (byte b : header) {
                inPieces.send(new byte[] {b});
            }
            assertThat(answer(encrypted(way, inPieces), handshake(""))).isEqualTo("open");
            assertThat(handshakeBehind(way, header)).isEqualTo(client);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aProxyHeaderCanArriveTogetherWithTheRequest(Way way) throws Exception {
        String client = client();
        RawClient together = connect(proxyProtocol, way, PROXY, RawClient.joined(v2(client), handshake("")));
        assertThat(answer(together, new byte[0])).isEqualTo("open");
        RawClient cut = connect(proxyProtocol, way, PROXY, new byte[] {'P'});
        byte[] rest = RawClient.joined(v1(client), handshake(""));
        assertThat(answer(
                        cut,
                        ByteBuffer.allocate(rest.length - 1)
                                .put(rest, 1, rest.length - 1)
                                .array()))
                .isEqualTo(client);
    }

    /** No part of a message directly after header and handshake is lost. */
    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aMessageSentWithProxyHeaderAndHandshakeIsNotLost(Way way) throws Exception {
        RawClient eager = connect(
                proxyProtocol,
                way,
                PROXY,
                RawClient.joined(v2(client()), handshake(""), RawClient.FRAMES.text("early".getBytes(ISO_8859_1))));
        assertThat(answer(eager, new byte[0])).isEqualTo("open");
        // The answer to the message that was sent to see it open.
        assertThat(eager.readFrame()).isEqualTo("text counted");
    }

    @ParameterizedTest
    @EnumSource
    void allRequestsCountForTheClientOfTheProxyHeader(Way way) throws Exception {
        String client = client();
        RawClient keptAlive = encrypted(way, connect(proxyProtocol, way, PROXY, v2(client)));
        keptAlive.send(LISTING);
        assertThat(keptAlive.readAnswer()).startsWith("HTTP/1.1 200 ");
        assertThat(answer(keptAlive, handshake("X-Forwarded-For: 6.6.6.6"))).isEqualTo("open");
        assertThat(handshakeBehind(way, v2(client))).isEqualTo(client);
    }

    @ParameterizedTest
    @EnumSource
    void xForwardedForCountsWhenTheProxyHeaderNamesATrustedProxy(Way way) throws Exception {
        String client = client();
        assertThat(handshakeBehind(way, v1(FARTHER_PROXY), "X-Forwarded-For: " + client))
                .isEqualTo("open");
        assertThat(handshakeBehind(way, v1(client), "X-Forwarded-For: 6.6.6.6")).isEqualTo(client);
    }

    /** A proxy that has no data about a connection passes on what a client has written. */
    @ParameterizedTest
    @EnumSource
    void aConnectionOfTheProxyItselfIsCountedForTheProxy(Way way) throws Exception {
        byte[] local = RawClient.joined(SIGNATURE, HexFormat.of().parseHex("20000000"));
        assertThat(handshakeBehind(way, local)).isEqualTo("open");
        assertThat(handshakeBehind(way, local, "X-Forwarded-For: " + client())).isEqualTo(PROXY);
        assertThat(handshakeBehind(way, "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1), "Forwarded: for=" + client()))
                .isEqualTo(PROXY);
        byte[] unix = RawClient.joined(SIGNATURE, HexFormat.of().parseHex("213100d8"), new byte[216]);
        assertThat(handshakeBehind(way, unix)).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @EnumSource
    void aTrustedProxyWithoutAValidHeaderIsRefused(Way way) throws Exception {
        double before = service(proxyProtocol, way).metric(REFUSED);
        try (LoggedErrors logged = new LoggedErrors()) {
            assertThat(end(connect(proxyProtocol, way, PROXY, handshake("")))).isIn("end", "reset");
            assertThat(end(connect(proxyProtocol, way, PROXY, "PROXY TCP9\r\n".getBytes(ISO_8859_1))))
                    .isIn("end", "reset");
            assertThat(logged.messages()).anySatisfy(line -> assertThat(line).startsWith(MISSING));
        }
        assertThat(service(proxyProtocol, way).metric(REFUSED) - before).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aProxyHeaderOfAnUntrustedPeerIsRefused(Way way) throws Exception {
        String peer = untrusted();
        RawClient honest = encrypted(way, connect(proxyProtocol, way, peer, new byte[0]));
        assertThat(answer(honest, handshake("X-Forwarded-For: " + client()))).isEqualTo("open");
        for (byte[] header : List.of(v1(client()), v2(client()))) {
            RawClient liar = connect(proxyProtocol, way, peer, RawClient.joined(header, handshake("")));
            assertThat(end(liar)).isIn("HTTP/1.1 400 ", "end", "reset");
        }
    }

    /** Byte by byte, it may take no longer than in one piece. */
    @ParameterizedTest
    @EnumSource
    void aProxyHeaderThatIsTooSlowClosesTheConnection(Way way) throws Exception {
        byte[] longest = RawClient.joined(SIGNATURE, HexFormat.of().parseHex("21110ff0"), new byte[4080]);
        try (TestService impatient = service(way, true, Duration.ofSeconds(1));
                RawClient slow = RawClient.from(PROXY, impatient.port())) {
            slow.socket.setSoTimeout(30);
            int sent = 0;
            while (sent < longest.length && !hasEnded(slow, new byte[] {longest[sent]})) {
                sent++;
            }
            assertThat(sent).isLessThan(longest.length);
            assertThat(impatient.metric(REFUSED)).isZero();
        }
    }

    private static boolean hasEnded(RawClient client, byte[] next) {
        try {
            client.send(next);
            return !client.readFrame().isEmpty();
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    // ---- clients

    /** An address that no test has used before. */
    private String client() {
        return "203.0.113." + ++used;
    }

    private String untrusted() {
        return "127.0.1." + ++used;
    }

    /** Returns {@code open}, or the address that has a WebSocket already. */
    private String handshake(Way way, String peer, String headers) throws IOException {
        return answer(connect(readHeaders, way, peer, new byte[0]), handshake(headers));
    }

    private String stream(Way way, String peer, String headers) throws Exception {
        double before = service(readHeaders, way).metric(ACCEPTED);
        String answer = answer(
                connect(readHeaders, way, peer, new byte[0]),
                StreamClient.request("GET", "/topics/news", headers + "\r\n"));
        while (answer.equals("open") && service(readHeaders, way).metric(ACCEPTED) == before) {
            Thread.onSpinWait();
        }
        return answer;
    }

    private String handshakeBehind(Way way, byte[] header) throws IOException {
        return handshakeBehind(way, header, "");
    }

    private String handshakeBehind(Way way, byte[] header, String headers) throws IOException {
        return answer(encrypted(way, connect(proxyProtocol, way, PROXY, header)), handshake(headers));
    }

    private static byte[] handshake(String headers) {
        return RawClient.handshake("/echo", headers.isEmpty() ? "" : headers + "\r\n");
    }

    private static TestService service(Map<Way, TestService> services, Way way) {
        return Objects.requireNonNull(services.get(way));
    }

    /** A connection that begins with {@code first}; with TLS if no header follows. */
    private RawClient connect(Map<Way, TestService> services, Way way, String peer, byte[] first) throws IOException {
        RawClient plain = RawClient.from(peer, service(services, way).port());
        plain.send(first);
        RawClient client = services.equals(readHeaders) ? encrypted(way, plain) : plain;
        open.add(client);
        return client;
    }

    private RawClient encrypted(Way way, RawClient client) throws IOException {
        if (way != Way.TLS) {
            return client;
        }
        RawClient encrypted = client.secured(trust);
        open.add(encrypted);
        return encrypted;
    }

    private static String answer(RawClient client, byte[] request) throws IOException {
        client.send(request);
        String head = client.readHead();
        if (head.startsWith("HTTP/1.1 101 ")) {
            // It is counted after its answer, and before its message is answered.
            client.sendText("counted");
            assertThat(client.readFrame()).startsWith("text ");
            return "open";
        }
        if (head.startsWith("HTTP/1.1 200 ")) {
            return "open";
        }
        assertThat(head).startsWith("HTTP/1.1 429 ");
        String body = client.readBytes(
                Integer.parseInt(head.split("(?i)content-length: ", 2)[1].split("\r", 2)[0]));
        return body.replaceFirst("(?s).* from ([^ ,]+),.*", "$1");
    }

    /** The beginning of an answer, or the end of the connection without one. */
    private static String end(RawClient client) throws IOException {
        try {
            String answer = client.readRest();
            return answer.isEmpty() ? "end" : answer.substring(0, "HTTP/1.1 400 ".length());
        } catch (SocketException reset) {
            return "reset";
        }
    }

    private static byte[] v1(String client) {
        String line =
                client.indexOf(':') < 0 ? "PROXY TCP4 %s 192.0.2.1 56324 443\r\n" : "PROXY TCP6 %s ::1 56324 443\r\n";
        return line.formatted(client).getBytes(ISO_8859_1);
    }

    /** With a TLV after the addresses. */
    private static byte[] v2(String client) {
        byte[] source = InetAddress.ofLiteral(client).getAddress();
        ByteBuffer header = ByteBuffer.allocate(16 + 2 * source.length + 4 + 4).put(SIGNATURE);
        header.put((byte) 0x21).put((byte) (source.length == 4 ? 0x11 : 0x21));
        header.putShort((short) (header.capacity() - 16)).put(source).put(new byte[source.length]);
        return header.putInt(0xdc0401bb).putInt(0x04000100).array();
    }
}
