package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import dev.carillon.config.ClusterSettings;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
    @Test
    void aMemberWithoutAPortHasThisNodesOwn() {
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
        fails(" ", "127.0.0.1", 5701, 0, "a", "cluster name must not be empty, was ' '");
        fails("c", "", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was ''");
        fails("c", "a:5701", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was 'a:5701'");
        fails("c", "0.0.0.0", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was '0.0.0.0'");
        fails("c", "[::]", 5701, 0, "a", "--cluster-host must be an address that other nodes reach, was '[::]'");
        fails("c", "127.0.0.1", 0, 0, "a", "--cluster-port must be from 1 to 65535, was 0");
        fails("c", "127.0.0.1", 65_536, 0, "a", "--cluster-port must be from 1 to 65535, was 65536");
        fails("c", "127.0.0.1", 5701, -1, "a", "--cluster-bus-port must be from 0 to 65535, was -1");
        fails("c", "127.0.0.1", 5701, 65_536, "a", "--cluster-bus-port must be from 0 to 65535, was 65536");
    }

    @Test
    void eachMemberIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> members())
                .withMessage("--cluster must name at least one host, were none");
        for (String member :
                new String[] {"", ":5701", "a:", "a:0", "a:65536", "a:b", "a b", "::1", "a,b:1:2", "0.0.0.0"}) {
            fails("c", "127.0.0.1", 5701, 0, member, "--cluster must be host or host:port, was '" + member + "'");
        }
    }

    @Test
    void nobodyIsCalledButTheMembers() {
        Config config = Cluster.config(new ClusterSettings("c", "127.0.0.1", 5701, 5702, List.of("a", "b:1")));
        JoinConfig join = config.getNetworkConfig().getJoin();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.isAutoDetectionEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(join.getTcpIpConfig().getMembers()).containsExactly("a:5701", "b:1");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    }

    @Test
    void theEventBusListensOnThisNodesAddress() {
        EventBusOptions options = Cluster.eventBus(new ClusterSettings("c", "127.0.0.1", 5701, 5702, List.of("a")));
        assertThat(options.getHost()).isEqualTo("127.0.0.1");
        assertThat(options.getPort()).isEqualTo(5702);
    }

    private static List<String> members(String... members) {
        return new ClusterSettings("c", "127.0.0.1", 5701, 0, List.of(members)).members();
    }

    private static void fails(String name, String host, int port, int eventBusPort, String member, String law) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterSettings(name, host, port, eventBusPort, List.of(member)))
                .withMessage(law);
    }
}
