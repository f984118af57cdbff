package dev.carillon.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastException;
import dev.carillon.config.CannotListen;
import dev.carillon.config.ClusterSettings;
import io.netty.channel.unix.Errors.NativeIoException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.BindException;

/** Sets one Vert.x up to cluster: Hazelcast knows the nodes and who listens, the event bus carries what is published. */
public final class Cluster {
    private static final String SECONDS_BETWEEN_MERGES = "10";

    private final ClusterSettings settings;
    private final ClusterMembers members;

    public Cluster(ClusterSettings settings) {
        this.settings = settings;
        this.members = new ClusterMembers(settings.members());
    }

    /** A Vert.x that has joined the cluster; it fails with {@link CannotListen} where that is the reason. */
    public Future<Vertx> join(VertxBuilder builder, VertxOptions options) {
        HazelcastLog.quiet();
        HazelcastClusterManager manager = new HazelcastClusterManager(config(settings));
        return builder.with(options.setEventBusOptions(eventBus(settings)))
                .withClusterManager(manager)
                .buildClustered()
                // Now and not before: while a node joins, it hears of itself and of each other as if they came.
                .onSuccess(joined -> manager.getHazelcastInstance().getCluster().addMembershipListener(members))
                .recover(failure -> Future.failedFuture(explained(failure)));
    }

    public ClusterMembers members() {
        return members;
    }

    /** Hazelcast says of whatever it cannot bind to that the port is in use; below it is what the system said. */
    private Throwable explained(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (failure instanceof HazelcastException && root instanceof BindException) {
            return new CannotListen("--cluster-port", "--cluster-host", settings.host(), settings.port(), root);
        }
        return root instanceof BindException || root instanceof NativeIoException
                ? new CannotListen(
                        "--cluster-bus-port", "--cluster-host", settings.host(), settings.eventBusPort(), root)
                : failure;
    }

    static EventBusOptions eventBus(ClusterSettings settings) {
        return new EventBusOptions().setHost(settings.host()).setPort(settings.eventBusPort());
    }

    static Config config(ClusterSettings settings) {
        Config config = new Config().setClusterName(settings.name());
        network(settings, config.getNetworkConfig());
        vertxMaps(config);
        config.getMetricsConfig().setEnabled(false);
        return config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.health.monitoring.level", "OFF")
                .setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.local.localAddress", settings.host())
                // Bound to this node's own address, not to all that the machine has.
                .setProperty("hazelcast.socket.bind.any", "false")
                // The first node would stand five seconds at the door, for others who may join as well later.
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                // Nodes that missed each other at the start, or lost each other, look again: by default after minutes.
                .setProperty("hazelcast.merge.first.run.delay.seconds", SECONDS_BETWEEN_MERGES)
                .setProperty("hazelcast.merge.next.run.delay.seconds", SECONDS_BETWEEN_MERGES);
    }

    private static void network(ClusterSettings settings, NetworkConfig network) {
        network.setPort(settings.port()).setPortAutoIncrement(false);
        network.getRestApiConfig().setEnabled(false);
        network.getMemcacheProtocolConfig().setEnabled(false);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        // Asks DNS for all addresses of a name, at each attempt to join or to merge.
        join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
    }

    /** What vertx-hazelcast says in its default-cluster.xml, which is not read when the configuration comes as code. */
    private static void vertxMaps(Config config) {
        config.addMultiMapConfig(
                new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType(ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    }
}
