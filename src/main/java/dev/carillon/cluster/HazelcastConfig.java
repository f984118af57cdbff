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
 * The configuration of Hazelcast: it connects only to the configured members, detects lost members within seconds, and
 * looks for them again.
 */
final class HazelcastConfig {
    private static final String SECONDS_BETWEEN_MERGES = "2";

    private HazelcastConfig() {}

    /**
     * @param members the addresses of other nodes; read at each attempt to join or to merge
     */
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
                // Binds only to this node's own address, not to all addresses of the machine.
                .setProperty("hazelcast.socket.bind.any", "false")
                // By default the first node waits five seconds for others, which can as well join later.
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                // The default before nodes that are separated look for each other again is minutes.
                .setProperty("hazelcast.merge.first.run.delay.seconds", SECONDS_BETWEEN_MERGES)
                .setProperty("hazelcast.merge.next.run.delay.seconds", SECONDS_BETWEEN_MERGES)
                // A node that is joining drops changes of the other members. It receives them with the next list of
                // members: by default after up to a minute.
                .setProperty("hazelcast.member.list.publish.interval.seconds", "2")
                // A silent node is removed after 5 s; the default is a minute.
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
                .setProperty("hazelcast.socket.connect.timeout.seconds", "2")
                .setProperty("hazelcast.operation.call.timeout.millis", "10000")
                // An operation without a confirmed backup counts as failed.
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

    /**
     * The settings of vertx-hazelcast's default-cluster.xml, which is not read if the configuration is made in code.
     */
    private static void vertxMaps(Config config) {
        config.addMultiMapConfig(
                new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType(ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    }
}
