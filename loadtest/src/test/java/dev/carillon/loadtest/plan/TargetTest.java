package dev.carillon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses, the path and the headers of a target are those of its URL and of its flags. */
class TargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ws://127.0.0.1 | 127.0.0.1 | /",
                "ws://127.0.0.1:8080?x=1 | 127.0.0.1:8080 | /?x=1",
                "WS://127.0.0.1:8080/a | 127.0.0.1:8080 | /a",
                "wss://127.0.0.1/ | 127.0.0.1 | /",
                "WsS://127.0.0.1:443/ | 127.0.0.1 | /",
                "ws://127.0.0.1:/a | 127.0.0.1 | /a",
                "ws://[::1]:8080/a | [::1]:8080 | /a",
                "ws://[::1] | [::1] | /",
                "ws://127.0.0.1/日本?q=é | 127.0.0.1 | /%E6%97%A5%E6%9C%AC?q=%C3%A9",
                "ws://127.0.0.1/%41%e6/a b | 127.0.0.1 | /%41%e6/a%20b",
                "ws://127.0.0.1/100%/%zz | 127.0.0.1 | /100%25/%25zz",
                "ws://127.0.0.1/a?b[]=<c>&d=e+f | 127.0.0.1 | /a?b%5B%5D=%3Cc%3E&d=e+f",
            })
    void aUrlIsReadAsAnIri(String url, String host, String path) {
        Target target = Target.of(url);

        assertThat(target.hostHeader(0)).isEqualTo(host);
        assertThat(target.pathOfTopic(0, 1)).isEqualTo(path);
    }

    @Test
    void topicsAreNumberedBeforeThePathIsEncoded() {
        assertThat(Target.of("ws://127.0.0.1/é/{topic}").pathOfTopic(7, 9)).isEqualTo("/%C3%A9/7");
        assertThat(Target.of("ws://127.0.0.1/é?q").pathOfTopic(7, 9)).isEqualTo("/%C3%A9.7?q");
        assertThat(Target.of("ws://127.0.0.1/x").publishPathOfTopic(3, 9)).isEqualTo("/x.3");
        Dialect posted = new Dialect(
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("/日/{topic}"),
                false,
                Optional.empty(),
                ConnectionTokens.NONE);
        assertThat(Target.of("ws://127.0.0.1/x", Security.DEFAULT, posted).publishPathOfTopic(3, 9))
                .isEqualTo("/%E6%97%A5/3");
    }

    @Test
    void allProcessesOfARunAgreeOnTheOrderOfAddresses() throws UnknownHostException {
        Target one = Target.of("ws://127.0.0.1:1,2/t");
        List<InetAddress> turned = List.of(
                InetAddress.getByName("10.0.0.200"),
                InetAddress.getByName("2001:db8::1"),
                InetAddress.getByName("10.0.0.3"),
                InetAddress.getByName("10.0.0.200"));
        assertThat(one.onAll(turned).addresses())
                .containsExactly(
                        new InetSocketAddress("10.0.0.3", 1),
                        new InetSocketAddress("10.0.0.3", 2),
                        new InetSocketAddress("10.0.0.200", 1),
                        new InetSocketAddress("10.0.0.200", 2));
        assertThat(one.onAllAddresses().addresses()).isEqualTo(one.addresses());
        assertThat(one.onAll(turned)).hasToString("ws://127.0.0.1:1/t and 3 more nodes");
    }

    @Test
    void clientsOfEachTopicTakeTheNodesOfAClusterInTurn() {
        Target cluster = Target.of("ws://127.0.0.1:1/t").withNodes(List.of("127.0.0.1:2", "127.0.0.2:3"));
        Fanout fanout = new Fanout(2, 6, new Rate(1), 128, Duration.ZERO, Duration.ZERO);
        assertThat(IntStream.range(0, 6)
                        .mapToObj(number -> cluster.address(fanout.topicOf(number), fanout.turnOf(number)))
                        .map(address -> address.getPort()))
                .as("topics 0 and 1 in turn")
                .containsExactly(1, 2, 2, 3, 3, 1);
        assertThat(cluster.isLoopback()).isTrue();
        assertThat(cluster).hasToString("ws://127.0.0.1:1/t and 2 more nodes");
    }

    @Test
    void independentServersTakeTheTopicsInTurn() {
        Target servers = Target.of("ws://127.0.0.1:1,2/t");
        assertThat(IntStream.range(0, 4)
                        .mapToObj(topic -> servers.address(topic, 7).getPort()))
                .containsExactly(1, 2, 1, 2);
    }

    @Test
    void aNodeThatIsNotAnAddressIsRefused() {
        for (String node : List.of("127.0.0.1", "127.0.0.1:1,2", ":1", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Target.of("ws://127.0.0.1:1/t").withNodes(List.of(node)))
                    .withMessage("--nodes must be host:port, separated by commas, was " + node);
        }
    }

    @Test
    void aUrlWithAFragmentOrAUserIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of("ws://127.0.0.1/#a"))
                .withMessage(
                        "URL must have no fragment, since a WebSocket has none (RFC 6455, 3); a # in a path is %23; was"
                                + " ws://127.0.0.1/#a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of("ws://me:secret@127.0.0.1/"))
                .withMessage(
                        "URL must not contain a user: give --header 'Authorization: …' instead; was ws://…@127.0.0.1");
    }

    @Test
    void aHostHeaderReplacesTheHostOfTheUrl() {
        Dialect dialect = dialect("Cookie: a=1", "host: x.example", "Cookie: b=2");
        Target target = Target.of("ws://127.0.0.1:8080/", Security.DEFAULT, dialect);

        assertThat(target.hostHeader(0)).isEqualTo("x.example");
        assertThat(target).hasToString("ws://127.0.0.1:8080/");
        assertThat(dialect.otherHeaders()).containsExactly(Map.entry("Cookie", "a=1"), Map.entry("Cookie", "b=2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: x | --header must not be Upgrade, which the tester sets itself",
                "sec-websocket-key: x | --header must not be sec-websocket-key, which the tester sets itself",
                "Content-Length: 1 | --header must not be Content-Length, which the tester sets itself",
                "Sec-WebSocket-Protocol: x | --header must not be Sec-WebSocket-Protocol: give --subprotocol instead",
                "a b: x | --header must have a name of letters, digits and hyphens, was 'a b: x'",
            })
    void aReservedOrInvalidHeaderIsRefused(String header, String answer) {
        assertThatIllegalArgumentException().isThrownBy(() -> dialect(header)).withMessage(answer);
    }

    @Test
    void aSecondHostHeaderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dialect("Host: a", "Host: b"))
                .withMessage("--header Host must be given once");
    }

    private static Dialect dialect(String... headers) {
        return new Dialect(
                List.of(),
                Stream.of(headers).map(Dialect::header).toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                ConnectionTokens.NONE);
    }
}
