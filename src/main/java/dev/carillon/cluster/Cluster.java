package dev.carillon.cluster;

import static java.lang.System.Logger.Level.WARNING;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.carillon.bus.OtherNodes;
import dev.carillon.config.CannotListen;
import dev.carillon.config.ClusterSettings;
import dev.carillon.config.Version;
import dev.carillon.hub.PatternListener;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import io.netty.channel.unix.Errors.NativeIoException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes one Vert.x a node of a cluster: Hazelcast finds the nodes, and links carry publications. May be called from any
 * thread.
 */
public final class Cluster {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());
    private static final Duration BETWEEN_LOOKUPS = Duration.ofSeconds(2);

    private final ClusterSettings settings;
    private final Consumer<Config> more;
    private final ClusterSecret secret;
    private final Discovery discovery;
    private final Vertx vertx;
    private final NodeLinks links;
    private final ClusterMembers members;
    private final ClusterHealth health;

    /** Runs lookups of names, which block. */
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cluster").factory());

    private final UUID id = UUID.randomUUID();
    private final CompletableFuture<HazelcastInstance> joined = new CompletableFuture<>();

    /**
     * A node that has not joined yet.
     *
     * @param more adds what other rooms need to the configuration of Hazelcast
     * @throws IllegalArgumentException when a file has no secret
     */
    public static Cluster of(ClusterSettings settings, Consumer<Config> more) {
        return new Cluster(settings, more, InetAddress::getAllByName);
    }

    Cluster(ClusterSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    Cluster(ClusterSettings settings, MemberAddresses.Resolver resolver) {
        this(settings, config -> {}, resolver);
    }

    private Cluster(ClusterSettings settings, Consumer<Config> more, MemberAddresses.Resolver resolver) {
        this.settings = settings;
        this.more = more;
        this.secret = ClusterSecret.of(settings.secretFile());
        this.discovery = new Discovery(settings, resolver);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
        this.links = new NodeLinks(vertx, new LinkFacts(id, settings.name(), Version.current(), secret));
        this.members = new ClusterMembers(settings.members(), links::members);
        this.health = new ClusterHealth(settings, members, links);
    }

    /**
     * Checks the file with the secret as {@link #join} does. Opens nothing.
     *
     * @throws IllegalArgumentException when the file has no secret
     */
    public static void check(ClusterSettings settings) {
        ClusterSecret.of(settings.secretFile());
    }

    /**
     * A Vert.x that has joined the cluster. Fails with {@link CannotListen} if it cannot listen on one of its ports.
     */
    public Future<Vertx> join(VertxBuilder builder, VertxOptions options) {
        HazelcastLog.quiet();
        // A promise without an event loop: a loop that has been closed could not report the failure.
        Promise<Vertx> joined = Promise.promise();
        inBackground(discovery::start)
                .compose(host -> links.listen(host, settings.ports().links())
                        .recover(failure -> Future.failedFuture(cannotListen(host, failure)))
                        .map(port ->
                                new Peer(id, host + ":" + settings.ports().discovery(), host, port, Version.current()))
                        .compose(self -> join(self, builder, options))
                        .recover(failure -> Future.failedFuture(explained(host, failure))))
                .onSuccess(joined::complete)
                .onFailure(failure -> close().onComplete(closed -> joined.fail(failure)));
        return joined.future();
    }

    private Future<Vertx> join(Peer self, VertxBuilder builder, VertxOptions options) {
        health.self(self);
        Config config = HazelcastConfig.of(settings, secret, self, discovery.config());
        more.accept(config);
        HazelcastClusterManager manager = new HazelcastClusterManager(config);
        VertxBuilder clustered = builder.with(options.setEventBusOptions(
                        eventBus(self.host(), settings.ports().eventBus())))
                .withClusterManager(manager);
        // A Vert.x must not be made on the loop of another one.
        return inBackground(clustered::buildClustered)
                .compose(joining -> joining)
                .onSuccess(joined -> joined(manager.getHazelcastInstance()));
    }

    /**
     * Adds the listeners only now: earlier ones would be called for this node and for each member that is already
     * there.
     */
    private void joined(HazelcastInstance hazelcast) {
        joined.complete(hazelcast);
        hazelcast.getCluster().addMembershipListener(members);
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.SHUTDOWN) {
                health.hazelcastEnded();
            }
        });
        var _ = background.scheduleWithFixedDelay(
                this::lookAgain, BETWEEN_LOOKUPS.toMillis(), BETWEEN_LOOKUPS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> Future<T> inBackground(Callable<T> task) {
        Promise<T> done = Promise.promise();
        background.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception failure) {
                done.fail(failure);
            }
        });
        return done.future();
    }

    private CannotListen cannotListen(String host, Throwable failure) {
        int port = settings.ports().links();
        // Any free port was requested, so the address is wrong, and the next port would fail as well.
        return port == 0
                ? new CannotListen(
                        "--cluster-port",
                        "--cluster-host",
                        host,
                        settings.ports().discovery(),
                        failure)
                : new CannotListen("--cluster-link-port", "--cluster-host", host, port, failure);
    }

    /** Hazelcast reports every failure to bind as a port in use. The cause contains the system's message. */
    private Throwable explained(String host, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (failure instanceof CannotListen) {
            return failure;
        }
        if (failure instanceof HazelcastException && root instanceof BindException) {
            return new CannotListen(
                    "--cluster-port", "--cluster-host", host, settings.ports().discovery(), root);
        }
        return root instanceof BindException || root instanceof NativeIoException
                ? new CannotListen(
                        "--cluster-bus-port",
                        "--cluster-host",
                        host,
                        settings.ports().eventBus(),
                        root)
                : failure;
    }

    static EventBusOptions eventBus(String host, int port) {
        return new EventBusOptions()
                .setHost(host)
                .setPort(port)
                // For other Vert.x code: a node that does not answer is given up after some seconds.
                .setConnectTimeout(1000)
                .setClusterPingInterval(2000)
                .setClusterPingReplyInterval(2000);
    }

    /** Catches failures, since a scheduled task that fails does not run again. */
    private void lookAgain() {
        try {
            if (health.misses()) {
                discovery.refresh();
            }
        } catch (RuntimeException failure) {
            LOG.log(WARNING, "cluster members cannot be looked up; trying again", failure);
        }
    }

    /** Hazelcast's instance, after the node has joined. */
    public HazelcastInstance hazelcast() {
        return joined.join();
    }

    /** Sends accepted publications to the other nodes. */
    public OtherNodes otherNodes() {
        return links;
    }

    /** Receives the topics that have subscribers on a loop of this node, so that other nodes send nothing else. */
    public PatternListener interest() {
        return links.interest();
    }

    public ClusterHealth health() {
        return health;
    }

    /** Delivers publications of other nodes from now on. Until this call, the other nodes keep them. */
    public void ready(Function<Publication, PublishResult> deliver) {
        links.ready(deliver);
    }

    /**
     * Sends the pending publications to the other nodes, and notifies them that this one stops. Hazelcast ends with its
     * Vert.x.
     */
    public Future<Void> leave() {
        // Without an event loop, as above.
        Promise<Void> left = Promise.promise();
        links.stop().onComplete(stopped -> close().onComplete(left));
        return left.future();
    }

    private Future<Void> close() {
        background.shutdownNow();
        return vertx.close();
    }
}
