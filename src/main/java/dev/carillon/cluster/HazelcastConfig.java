package dev.carillon.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import dev.carillon.config.ClusterSettings;

/**
 * How Hazelcast is to behave: it looks for the members alone, finds out in seconds which are gone, and looks for them
 * again.
 */
final class HazelcastConfig {
    private static final String SECONDS_BETWEEN_MERGES = "2";

    private HazelcastConfig() {}

    /** @param members where other nodes may be; read at each attempt to join or to merge */
    static Config of(ClusterSettings settings, ClusterSecret secret, Peer self, TcpIpConfig members) {
        Config config = new Config().setClusterName(secret.clusterName(settings.name()));
        self.tellIn(config.getMemberAttributeConfig());
        network(settings, config.getNetworkConfig(), members);
        vertxMaps(config);
        config.getMetricsConfig().setEnabled(false);
        return config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.health.monitoring.level", "OFF")
                .setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.local.localAddress", self.host())
                // Bound to this node's own address, not to all that the machine has.
                .setProperty("hazelcast.socket.bind.any", "false")
                // The first node would wait five seconds for others, which can join as well later.
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                // Nodes that missed each other at the start, or lost each other, look again: by default after minutes.
                .setProperty("hazelcast.merge.first.run.delay.seconds", SECONDS_BETWEEN_MERGES)
                .setProperty("hazelcast.merge.next.run.delay.seconds", SECONDS_BETWEEN_MERGES)
                // While a node joins, it drops changes of the other members. It has them when the list comes again: by
                // default after up to a minute.
                .setProperty("hazelcast.member.list.publish.interval.seconds", "2")
                // A node that is silent is gone after 5 s instead of a minute.
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
                .setProperty("hazelcast.socket.connect.timeout.seconds", "2")
                .setProperty("hazelcast.operation.call.timeout.millis", "10000")
                // An operation whose backup is not confirmed has not succeeded.
                .setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
    }

    private static void network(ClusterSettings settings, NetworkConfig network, TcpIpConfig members) {
        network.setPort(settings.ports().discovery()).setPortAutoIncrement(false);
        network.getRestApiConfig().setEnabled(false);
        network.getMemcacheProtocolConfig().setEnabled(false);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.setTcpIpConfig(members.setEnabled(true).setConnectionTimeoutSeconds(2));
    }

    /** What vertx-hazelcast says in its default-cluster.xml, which is not read when the configuration comes as code. */
    private static void vertxMaps(Config config) {
        config.addMultiMapConfig(
                new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType(ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    }
}
