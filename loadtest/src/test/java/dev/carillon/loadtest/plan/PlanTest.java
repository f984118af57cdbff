package dev.carillon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loadtest.plan.Workload.SlowReaders;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    @Test
    void localAddressesAreReadFromRangesAndPrefixes() {
        assertThat(names("127.0.0.2-4")).isEqualTo("127.0.0.2 127.0.0.3 127.0.0.4");
        assertThat(names("127.0.0.254-127.0.1.1")).isEqualTo("127.0.0.254 127.0.0.255 127.0.1.0 127.0.1.1");
        assertThat(names("127.0.0.9, 127.0.0.2-3")).isEqualTo("127.0.0.9 127.0.0.2 127.0.0.3");
        assertThat(LocalAddresses.of("127.0.0.2-51").size()).isEqualTo(50);
        assertThat(names("127.0.0.5/30")).isEqualTo("127.0.0.5 127.0.0.6");
        assertThat(LocalAddresses.of("127.0.0.0/24").size()).isEqualTo(254);
        assertThat(names("::1")).isEqualTo("0:0:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.5-2",
                "127.0.0",
                "localhost",
                "127.0.0.2-",
                "-5",
                "",
                "127.0.0.2-300",
                "::1-5",
                "10.0.0.0/8",
                "10.0.0.0/31",
                "::/20"
            })
    void anInvalidAddressIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> LocalAddresses.of(text))
                .hasMessage("--local must be addresses such as 127.0.0.2, 127.0.0.2-51, 127.0.0.2-127.0.0.5 or"
                        + " 127.0.0.0/24 (from /16 to /30), was '" + text + "'");
    }

    @Test
    void anAddressThatIsNamedTwiceIsRefused() {
        assertThatThrownBy(() -> LocalAddresses.of("127.0.0.2-4,127.0.0.3"))
                .hasMessage("--local must not name an address twice");
    }

    @Test
    void aLoopbackTargetHasAsManyLocalAddressesAsItNeeds() {
        Target here = Target.of("ws://127.0.0.1:8080/");

        assertThat(LocalAddresses.fitting(here, 1, 20_000).addresses()).containsExactly(address("127.0.0.2"));
        assertThat(LocalAddresses.fitting(here, 1_000_000, 20_000).size()).isEqualTo(50);
        assertThat(LocalAddresses.fitting(Target.of("ws://[::1]/"), 9, 2).addresses())
                .containsExactly(address("::"));
    }

    @Test
    void aUrlYieldsTheAddressTheHostAndThePath() {
        Target target = Target.of("ws://127.0.0.1:8080/topics/news?since=1");

        assertThat(target.address().getPort()).isEqualTo(8080);
        assertThat(target.hostHeader(0)).isEqualTo("127.0.0.1:8080");
        assertThat(target.path()).isEqualTo("/topics/news?since=1");
        assertThat(target.isLoopback()).isTrue();
        assertThat(Target.of("ws://127.0.0.1")).hasToString("ws://127.0.0.1/");
        assertThat(Target.of("ws://192.0.2.1/").isLoopback()).isFalse();
    }

    @Test
    void anEncryptedTargetHasPort443ByDefault() {
        Target target = Target.of("wss://127.0.0.1/x");

        assertThat(target.address().getPort()).isEqualTo(443);
        assertThat(target.hostHeader(0)).isEqualTo("127.0.0.1");
        assertThat(target).hasToString("wss://127.0.0.1/x");
        assertThat(target.security()).isPresent();
    }

    @Test
    void slowReadersAreSpreadEvenly() {
        SlowReaders third = new SlowReaders(1 / 3.0, List.of(0, 1024));

        assertThat(IntStream.range(0, 9).filter(third::isOne).boxed()).containsExactly(2, 5, 8);
        assertThat(IntStream.of(2, 5, 8).map(third::bytesPerSecond)).containsExactly(0, 1024, 0);
        assertThat(new SlowReaders(0.1, List.of(0)).count(1000)).isEqualTo(100);
    }

    @Test
    void aTopicNumberReplacesThePlaceholderOrIsAppended() {
        assertThat(Target.of("ws://127.0.0.1/topics/t").pathOfTopic(0, 1)).isEqualTo("/topics/t");
        assertThat(Target.of("ws://127.0.0.1/topics/t").pathOfTopic(7, 9)).isEqualTo("/topics/t.7");
        assertThat(Target.of("ws://127.0.0.1/topics/t?a=b").pathOfTopic(7, 9)).isEqualTo("/topics/t.7?a=b");
        assertThat(Target.of("ws://127.0.0.1/{topic}/x").pathOfTopic(0, 1)).isEqualTo("/0/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "wsss://127.0.0.1/",
                "127.0.0.1:8080",
                "ws:///x",
                "ws://127.0.0.1:x/",
                "ws://[::1/",
                "ws://a b/"
            })
    void aUrlThatIsNotAWebSocketUrlIsRefused(String url) {
        assertThatThrownBy(() -> Target.of(url))
                .hasMessage("URL must be ws://host[:port][/path] or wss://, was " + url);
    }

    @Test
    void aPortOutsideTheValidRangeIsRefused() {
        assertThatThrownBy(() -> Target.of("ws://127.0.0.1:65536/"))
                .hasMessage("URL must name a port from 1 to 65535, was ws://127.0.0.1:65536/");
        assertThatThrownBy(() -> PortRange.of("80-90"))
                .hasMessage("--ports must be a range within 1024-65535, was 80-90");
        assertThatThrownBy(() -> PortRange.of("all")).hasMessage("--ports must be a range within 1024-65535, was all");
    }

    @Test
    void sharesAreDisjointAndLeaveNothingOut() {
        for (int total = 0; total < 50; total++) {
            int next = 0;
            for (int index = 0; index < 7; index++) {
                Share share = new Share(index, 7);
                assertThat(share.first(total)).isEqualTo(next);
                assertThat(share.count(total)).isBetween(total / 7, total / 7 + 1);
                next += share.count(total);
            }
            assertThat(next).isEqualTo(total);
        }
        assertThat(PortRange.of("10000-10099").of(new Share(1, 3))).hasToString("10033-10065");
    }

    private static String names(String text) {
        return String.join(
                " ",
                LocalAddresses.of(text).addresses().stream()
                        .map(InetAddress::getHostAddress)
                        .toList());
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }
}
