package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.CidrBlock;
import dev.carillon.config.ProxySettings;
import dev.carillon.handshake.OpeningRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The address of a client, determined from headers of proxies. Those of 10.0.0.0/8 and fd00::/8 are trusted. */
class ClientAddressTest {
    private static final String PROXY = "10.0.0.1";
    private static final ClientAddress CLIENTS =
            new ClientAddress(new ProxySettings(List.of(CidrBlock.of("10.0.0.0/8"), CidrBlock.of("fd00::/8")), false));

    static Stream<Arguments> chains() {
        return Stream.of(
                // The nearest address that is not a trusted proxy, whatever is before it
                xForwardedFor("203.0.113.7", "203.0.113.7"),
                xForwardedFor("203.0.113.7", "6.6.6.6, 203.0.113.7"),
                xForwardedFor("203.0.113.7", "6.6.6.6, 203.0.113.7, 10.0.0.2"),
                xForwardedFor("203.0.113.7", "10.6.6.6, 203.0.113.7,10.0.0.3 ,\t10.0.0.2"),
                // Several lines are one list
                xForwardedFor("203.0.113.7", "6.6.6.6", "203.0.113.7", "10.0.0.3, 10.0.0.2"),
                xForwardedFor("203.0.113.7", "203.0.113.7", ""),
                // Only trusted proxies: the farthest of them
                xForwardedFor("10.0.0.3", "10.0.0.3, 10.0.0.2"),
                xForwardedFor(PROXY),
                xForwardedFor(PROXY, ""),
                xForwardedFor(PROXY, " , ,"),
                // A text that is not an address ends the search: the proxy that added it is the client
                xForwardedFor("10.0.0.2", "203.0.113.7, unknown, 10.0.0.2"),
                xForwardedFor(PROXY, "203.0.113.7, 999.1.1.1"),
                xForwardedFor(PROXY, "203.0.113.7, localhost"),
                xForwardedFor(PROXY, "203.0.113.7, unix:"),
                xForwardedFor(PROXY, "203.0.113.7 10.0.0.2"),
                xForwardedFor(PROXY, "010.0.0.9"),
                xForwardedFor(PROXY, "127.1"),
                xForwardedFor(PROXY, "2001:db8::1%eth0"),
                xForwardedFor(PROXY, "203.0.113.7:1:2"),
                xForwardedFor(PROXY, "\"203.0.113.7\""),
                // Ports, brackets and IPv4 in IPv6
                xForwardedFor("203.0.113.7", "203.0.113.7:8080"),
                xForwardedFor("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
                xForwardedFor("2001:db8:0:0:0:0:0:1", "[2001:DB8::1]"),
                xForwardedFor("2001:db8:0:0:0:0:0:1", "6.6.6.6, [2001:db8::1]:443, fd00::1"),
                xForwardedFor("203.0.113.7", "::ffff:203.0.113.7, ::ffff:10.0.0.2"),
                forwarded("203.0.113.7", "for=203.0.113.7"),
                forwarded("203.0.113.7", "for=6.6.6.6, For=203.0.113.7;proto=https;by=10.0.0.2, FOR=10.0.0.2"),
                forwarded("203.0.113.7", "for=6.6.6.6", "proto=http; for=\"203.0.113.7:4711\""),
                forwarded("203.0.113.7", "for=203.0.113.7;host=\"a,for=6.6.6.6\""),
                forwarded("203.0.113.7", "for=\"203\\.0.113.7:_port\""),
                forwarded("203.0.113.7", "for=6.6.6.6,,for=203.0.113.7:80,"),
                forwarded("203.0.113.7", "; ;for=203.0.113.7;"),
                forwarded(PROXY, "for=203.0.113.7, ;"),
                forwarded("2001:db8:0:0:0:0:0:1", "for=\"[2001:db8::1]\""),
                forwarded("2001:db8:0:0:0:0:0:1", "for=\"[2001:db8::1]:4711\""),
                forwarded("2001:db8:0:0:0:0:0:1", "for=[2001:db8::1], for=\"[fd00::2]\""),
                forwarded("10.0.0.2", "for=203.0.113.7, for=unknown, for=10.0.0.2"),
                forwarded("10.0.0.2", "for=203.0.113.7, for=\"_hidden\", for=10.0.0.2"),
                forwarded("10.0.0.2", "for=203.0.113.7, proto=https, for=10.0.0.2"),
                forwarded(PROXY, ""),
                // A malformed line is one unknown hop
                forwarded(PROXY, "for=\"6.6.6.6, for=203.0.113.7"),
                forwarded(PROXY, "for=6.6.6.6;for=203.0.113.7"),
                forwarded(PROXY, "for="),
                forwarded(PROXY, "for"),
                forwarded(PROXY, "for=203.0.113.7 x"),
                forwarded(PROXY, "for=\"203.0.113.7\"x"),
                forwarded(PROXY, "for=203.0.113.7=x"),
                // It does not affect the lines after it
                forwarded("203.0.113.7", "for=\"6.6.6.6", "for=203.0.113.7"),
                forwarded("10.0.0.2", "for=6.6.6.6;x=\"", "for=10.0.0.2"));
    }

    @ParameterizedTest
    @MethodSource("chains")
    void theClientIsTheNearestAddressThatIsNotATrustedProxy(String client, Map<String, List<String>> headers) {
        assertThat(client(PROXY, headers)).isEqualTo(client);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void headersOfOtherPeersAreIgnored(String client, Map<String, List<String>> headers) {
        assertThat(client("203.0.113.200", headers)).isEqualTo("203.0.113.200");
    }

    @Test
    void bothHeadersWithTheSameClientAreUsed() {
        assertThat(client(PROXY, both("for=203.0.113.7;proto=https, for=10.0.0.2", "203.0.113.7")))
                .isEqualTo("203.0.113.7");
    }

    /** A proxy that writes one header may pass on what a client has written into the other. */
    @Test
    void headersWithDifferentClientsAreIgnored() {
        assertThat(client(PROXY, both("for=6.6.6.6", "203.0.113.7"))).isEqualTo(PROXY);
        assertThat(client(PROXY, both("for=203.0.113.7", "6.6.6.6"))).isEqualTo(PROXY);
        assertThat(client(PROXY, both("for=unknown", "203.0.113.7"))).isEqualTo(PROXY);
    }

    @Test
    void anAddressOfTheProxyProtocolIsTreatedLikeAPeer() {
        assertThat(client(new Source.Named(at("203.0.113.7")), forwardedFor("6.6.6.6")))
                .isEqualTo("203.0.113.7");
        assertThat(client(new Source.Named(at("10.0.0.2")), forwardedFor("203.0.113.7")))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void withoutASourceInTheProxyProtocolHeadersAreIgnored() {
        assertThat(client(new Source.Unnamed(at(PROXY)), forwardedFor("6.6.6.6")))
                .isEqualTo(PROXY);
    }

    /** A client behind a proxy must not have the address of all clients behind it. */
    @Test
    void anOpenConnectionBehindATrustedProxyHasNoAddress() {
        assertThat(CLIENTS.ofOpen(at(PROXY))).isNull();
        assertThat(CLIENTS.ofOpen(at("203.0.113.7"))).isEqualTo(at("203.0.113.7"));
        assertThat(CLIENTS.ofOpen(null)).isNull();
    }

    @Test
    void aDisconnectedPeerHasNoAddress() {
        assertThat(CLIENTS.of(head(Map.of()), new Source.Peer(() -> null))).isNull();
    }

    @Test
    void withoutTrustedProxiesNoHeaderIsRead() {
        OpeningRequest unread = new Head(Map.of()) {
            @Override
            public List<String> values(String headerName) {
                throw new AssertionError("read");
            }
        };
        InetSocketAddress peer = at("203.0.113.7");
        assertThat(new ClientAddress(ProxySettings.NONE).of(unread, new Source.Peer(() -> peer)))
                .isSameAs(peer);
    }

    /** Whatever a client writes, alone or before the text of its proxy, its address is its own or that of the proxy. */
    @Test
    void noClientCanUseTheAddressOfAnother() {
        String marks = "for=;,\"\\ [:]6.unknown_";
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder written = new StringBuilder();
            random.ints(random.nextInt(30), 0, marks.length()).forEach(at -> written.append(marks.charAt(at)));
            if (random.nextBoolean()) {
                written.insert(random.nextInt(written.length() + 1), "for=6.6.6.6");
            }
            boolean ownLine = random.nextBoolean();
            assertThat(client(PROXY, one("Forwarded", lines(written.toString(), "for=203.0.113.7", ownLine))))
                    .as(written.toString())
                    .isIn("203.0.113.7", PROXY);
            assertThat(client(PROXY, one("X-Forwarded-For", lines(written.toString(), "203.0.113.7", ownLine))))
                    .as(written.toString())
                    .isEqualTo("203.0.113.7");
        }
    }

    private static List<String> lines(String written, String added, boolean ownLine) {
        return ownLine ? List.of(written, added) : List.of(written + ", " + added);
    }

    private static Arguments xForwardedFor(String client, String... lines) {
        return Arguments.of(client, one("X-Forwarded-For", List.of(lines)));
    }

    private static Arguments forwarded(String client, String... lines) {
        return Arguments.of(client, one("Forwarded", List.of(lines)));
    }

    private static Map<String, List<String>> forwardedFor(String line) {
        return one("X-Forwarded-For", List.of(line));
    }

    private static Map<String, List<String>> both(String forwarded, String forwardedFor) {
        return Map.of("Forwarded", List.of(forwarded), "X-Forwarded-For", List.of(forwardedFor));
    }

    private static Map<String, List<String>> one(String name, List<String> lines) {
        return Map.of(name, lines);
    }

    private static String client(String peer, Map<String, List<String>> headers) {
        return client(new Source.Peer(() -> at(peer)), headers);
    }

    private static String client(Source source, Map<String, List<String>> headers) {
        return Objects.requireNonNull(CLIENTS.of(head(headers), source))
                .getAddress()
                .getHostAddress();
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
    }

    private static OpeningRequest head(Map<String, List<String>> headers) {
        return new Head(headers);
    }

    private static class Head implements OpeningRequest {
        private final Map<String, List<String>> headers;

        Head(Map<String, List<String>> headers) {
            this.headers = headers;
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return "/";
        }

        @Override
        public String httpVersion() {
            return "HTTP/1.1";
        }

        @Override
        public List<String> values(String headerName) {
            return headers.getOrDefault(headerName, List.of());
        }
    }
}
