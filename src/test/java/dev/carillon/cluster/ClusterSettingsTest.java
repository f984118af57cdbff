package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.TcpIpConfig;
import dev.carillon.config.ClusterSettings;
import dev.carillon.config.ClusterSettings.Ports;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
    @Test
    void aMemberWithoutAPortHasThisNodesPort() {
        assertThat(members("carillon", "10.0.0.7:5800", "carillon-headless.prod.svc", "[::1]", "[::1]:5800"))
                .containsExactly(
                        "carillon:5701",
                        "10.0.0.7:5800",
                        "carillon-headless.prod.svc:5701",
                        "[::1]:5701",
                        "[::1]:5800");
    }

    @Test
    void eachSettingIsChecked() {
        fails(" ", "127.0.0.1", 5701, 0, "a", "expected a cluster name, but was ' '");
        fails("c", "", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was ''");
        fails("c", "a:5701", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was 'a:5701'");
        fails("c", "0.0.0.0", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was '0.0.0.0'");
        fails("c", "[::]", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was '[::]'");
        fails("c", "127.0.0.1", 0, 0, "a", "--cluster-port must be 1 to 65535, was 0");
        fails("c", "127.0.0.1", 65_536, 0, "a", "--cluster-port must be 1 to 65535, was 65536");
        fails("c", "127.0.0.1", 5701, -1, "a", "--cluster-bus-port must be 0 to 65535, was -1");
        fails("c", "127.0.0.1", 5701, 65_536, "a", "--cluster-bus-port must be 0 to 65535, was 65536");
    }

    @Test
    void eachMemberIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> members())
                .withMessage("--cluster must name at least one host, but names none");
        for (String member :
                new String[] {"", ":5701", "a:", "a:0", "a:65536", "a:b", "a b", "::1", "a,b:1:2", "0.0.0.0"}) {
            fails("c", "127.0.0.1", 5701, 0, member, "--cluster must be host or host:port, was '" + member + "'");
        }
    }

    @Test
    void theSizeIsCheckedAndDeterminesTheMajority() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofSize(0))
                .withMessage("--cluster-size must be 1 to 1000, was 0");
        assertThat(List.of(1, 2, 3, 4, 5))
                .extracting(size -> ofSize(size).majority().orElseThrow())
                .containsExactly(1, 2, 2, 3, 3);
    }

    @Test
    void onlyTheConfiguredMembersAreContacted() {
        Peer self = new Peer(UUID.randomUUID(), "127.0.0.1:5701", "127.0.0.1", 5703, "1");
        TcpIpConfig members = new TcpIpConfig().setMembers(List.of("a:5701", "b:1"));
        Config config = HazelcastConfig.of(ofSize(1), ClusterSecret.of(Optional.empty()), self, members);
        JoinConfig join = config.getNetworkConfig().getJoin();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(join.getTcpIpConfig().getMembers()).containsExactly("a:5701", "b:1");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    }

    @Test
    void theEventBusListensOnThisNodesAddress() {
        EventBusOptions options = Cluster.eventBus("127.0.0.1", 5702);
        assertThat(options.getHost()).isEqualTo("127.0.0.1");
        assertThat(options.getPort()).isEqualTo(5702);
    }

    private static List<String> members(String... members) {
        return settings("c", "127.0.0.1", 5701, 0, List.of(members), Optional.empty())
                .members();
    }

    private static ClusterSettings ofSize(int size) {
        return settings("c", "127.0.0.1", 5701, 0, List.of("a"), Optional.of(size));
    }

    private static ClusterSettings settings(
            String name, String host, int port, int busPort, List<String> members, Optional<Integer> size) {
        return new ClusterSettings(
                name, Optional.of(host), new Ports(port, busPort, 0), members, Optional.empty(), size);
    }

    private static void fails(String name, String host, int port, int eventBusPort, String member, String law) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name, host, port, eventBusPort, List.of(member), Optional.empty()))
                .withMessage(law);
    }
}
