package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import dev.carillon.FreePort;
import dev.carillon.config.ClusterSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node that has missed a change of the members. A member that leaves while another joins does that: the one that joins drops
 * what it is told before it has joined.
 */
class StaleMembersTest {
    @Test
    @Timeout(60)
    void aNodeThatMissedAChangeOfTheMembersHasItWithinSeconds() throws Exception {
        int oldestPort = FreePort.onLoopback();
        Vertx oldest = Node.vertx(settings(oldestPort, oldestPort));
        Cluster joining = new Cluster(settings(FreePort.onLoopback(), oldestPort));
        Vertx joined = Node.vertx(joining);
        try {
            HazelcastInstance hazelcast = joining.hazelcast();
            assertThat(hazelcast.getCluster().getMembers()).hasSize(2);
            forgetOthers(((HazelcastInstanceProxy) hazelcast).getOriginal());
            assertThat(hazelcast.getCluster().getMembers()).hasSize(1);
            Until.holds(
                    "two members",
                    () -> hazelcast.getCluster().getMembers().size() == 2);
        } finally {
            get(joining.leave());
            get(joined.close());
            get(oldest.close());
        }
    }

    private static ClusterSettings settings(int port, int other) throws IOException {
        return new ClusterSettings(
                "stale",
                Optional.of("127.0.0.1"),
                new ClusterSettings.Ports(port, 0, 0),
                List.of("127.0.0.1:" + other),
                Optional.empty(),
                Optional.empty());
    }

    /** Gives it the list of a node that is alone, which is older than any with two members. */
    private static void forgetOthers(HazelcastInstanceImpl hazelcast) throws ReflectiveOperationException {
        ClusterServiceImpl service = hazelcast.node.getClusterService();
        Field list = service.getMembershipManager().getClass().getDeclaredField("memberMapRef");
        list.setAccessible(true);
        Method alone = Class.forName("com.hazelcast.internal.cluster.impl.MemberMap")
                .getDeclaredMethod("singleton", MemberImpl.class);
        alone.setAccessible(true);
        @SuppressWarnings("unchecked")
        AtomicReference<Object> members = (AtomicReference<Object>) list.get(service.getMembershipManager());
        members.set(alone.invoke(null, service.getLocalMember()));
    }
}
