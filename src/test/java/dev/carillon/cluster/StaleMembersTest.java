package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import dev.carillon.FreePort;
import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node that has missed a change of the members. That happens when a member leaves while another joins: the joining
 * node drops changes that it receives before it has joined.
 */
class StaleMembersTest {
    @Test
    @Timeout(60)
    void aMissedChangeOfTheMembersArrivesWithinSeconds() throws Exception {
        int port = FreePort.onLoopback();
        String addressOfOldest = "127.0.0.1:" + port;
        Vertx oldest = Node.vertx(ClusterTest.settings(port, addressOfOldest));
        Cluster joining = new Cluster(ClusterTest.settings(FreePort.onLoopback(), addressOfOldest));
        Vertx joined = Node.vertx(joining);
        try {
            HazelcastInstance hazelcast = joining.hazelcast();
            assertThat(hazelcast.getCluster().getMembers()).hasSize(2);
            forgetOthers(((HazelcastInstanceProxy) hazelcast).getOriginal());
            assertThat(hazelcast.getCluster().getMembers()).hasSize(1);
            Until.holds("two members", () -> hazelcast.getCluster().getMembers().size() == 2);
        } finally {
            get(joining.leave());
            get(joined.close());
            get(oldest.close());
        }
    }

    /** Sets the list of members of a single node, which is older than any with two members. */
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
