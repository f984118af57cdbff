package dev.carillon.server;

import dev.carillon.admission.Capacity;
import dev.carillon.bus.OtherNodes;
import dev.carillon.bus.PublicationBus;
import dev.carillon.cluster.Cluster;
import dev.carillon.config.ClusterSettings;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.Version;
import dev.carillon.door.FrontDoor;
import dev.carillon.door.HandOver;
import dev.carillon.door.ProxyProtocol;
import dev.carillon.log.Log;
import dev.carillon.metrics.CarillonMeters;
import dev.carillon.metrics.VertxMeters;
import dev.carillon.rate.RateLimits;
import dev.carillon.replica.Replica;
import dev.carillon.replica.RingsConfig;
import dev.carillon.server.Node.State;
import dev.carillon.stats.NodeStats;
import dev.carillon.tls.ServerTls;
import dev.carillon.tracing.PostTracer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A running node. Any thread may call its methods. */
public final class Service {
    private final Vertx vertx;
    private final Node node;
    private final StopSettings stop;

    private Service(Vertx vertx, Node node, StopSettings stop) {
        this.vertx = vertx;
        this.node = node;
        this.stop = stop;
    }

    /**
     * Starts a node. The future completes when the node serves, or fails with the reason after everything is closed
     * again.
     */
    public static Future<Service> start(ServiceSettings settings) {
        try {
            settings.cluster().ifPresent(Cluster::check);
            return start(settings, new AccessControl(settings.access()));
        } catch (IllegalArgumentException withoutKey) {
            return Future.failedFuture(withoutKey);
        }
    }

    /**
     * For a process that is about to start a node.
     *
     * @throws IllegalArgumentException when there is too little memory for a service, with the amount required
     */
    public static void requireMemory() {
        Capacity.ofThisProcess().requireMemory();
    }

    /** Fails as {@link #start} would if files named in the settings cannot be used. Opens no port. */
    public static Future<?> check(ServiceSettings settings) {
        try {
            settings.cluster().ifPresent(Cluster::check);
        } catch (IllegalArgumentException withoutSecret) {
            return Future.failedFuture(withoutSecret);
        }
        if (settings.tls().isEmpty()) {
            return Future.succeededFuture();
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        // Not bound to an event loop: a closed loop could not report the failure.
        Promise<ServerTls> checked = Promise.promise();
        ServerTls.open(vertx, settings.tls().get(), false)
                .onComplete(result -> vertx.close().onComplete(closed -> {
                    if (result.succeeded()) {
                        checked.complete(result.result());
                    } else {
                        checked.fail(result.cause());
                    }
                }));
        return checked.future();
    }

    private static Future<Service> start(ServiceSettings settings, AccessControl access) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CarillonMeters meters = new CarillonMeters(registry);
        HandOver handOver = new HandOver(ProxyProtocol.of(settings.proxies(), meters::proxyHeaderRefused));
        try {
            FrontDoor frontDoor = FrontDoor.of(settings, handOver);
            RateLimits rates = new RateLimits(settings.rates(), System::nanoTime, meters);
            NodeStats stats = new NodeStats(registry, Version.current(), AccessControl.TIME_OF_DAY);
            Optional<Cluster> cluster = settings.cluster().map(joins -> cluster(joins, settings.historyBytes()));
            Node node = new Node(meters, frontDoor, access, rates, stats, log(settings), cluster, settings);
            return start(settings, node, registry, handOver);
        } catch (IOException notListening) {
            access.close();
            meters.close();
            return Future.failedFuture(notListening);
        }
    }

    private static Future<Service> start(
            ServiceSettings settings, Node node, PrometheusMeterRegistry registry, HandOver handOver) {
        node.meters().build(Version.current());
        node.meters().connectionLimit(node::maxConnections);
        node.meters().handshakeRateLimit(node.settings()::handshakeRate);
        if (node.log().remembersAny()) {
            node.meters().history(node.log());
        }
        Optional<Cluster> cluster = node.cluster();
        cluster.ifPresent(joined -> node.meters().cluster(joined.health()));
        // Not bound to an event loop: a closed loop could not report the failure.
        Promise<Service> started = Promise.promise();
        vertx(settings, cluster, handOver, registry)
                .onSuccess(vertx -> {
                    Service service = new Service(vertx, node, settings.stop());
                    service.deploy(settings, registry)
                            .onSuccess(deployed -> started.complete(service))
                            .onFailure(failure -> service.abandon(() -> started.fail(failure)));
                })
                .onFailure(failure -> {
                    node.frontDoor().stop();
                    node.close();
                    started.fail(failure);
                });
        return started.future();
    }

    private static Cluster cluster(ClusterSettings settings, long historyBytes) {
        return Cluster.of(settings, config -> RingsConfig.addTo(config, settings.size(), historyBytes));
    }

    /** The log begins empty, so its epoch is new to all clients. */
    private static Log log(ServiceSettings settings) {
        String epoch = HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextInt());
        return new Log(settings.historyRules(), settings.historyBytes(), epoch, System::nanoTime);
    }

    private void abandon(Runnable abandoned) {
        node.frontDoor().stop();
        node.close();
        leave().eventually(vertx::close).onComplete(closed -> abandoned.run());
    }

    /** The port for clients. */
    public int port() {
        return node.port();
    }

    /** The port for operators. */
    public int managementPort() {
        return node.managementPort();
    }

    /** The lane of the sockets: {@code fast} or {@code channel}. */
    public String lane() {
        return node.lane();
    }

    /** The limit on open WebSockets. */
    public int maxConnections() {
        return node.maxConnections();
    }

    /** How the memory of this process is divided, in words. */
    public String memory() {
        return node.capacity().memory();
    }

    /** Open WebSockets and event streams. */
    public long openConnections() {
        return node.meters().openConnections();
    }

    /** The TLS engine: {@code openssl}, or {@code jdk}, which takes more than twice the CPU for a handshake. */
    public static String tlsEngine() {
        return ServerTls.engineName();
    }

    /** The transport below the lane: {@code epoll} or {@code nio}. */
    public String transport() {
        return LaneSelection.transport(vertx);
    }

    /**
     * Puts the parts of {@code next} in force that can change at run time, see {@link ServiceSettings#withLiveOf}. It
     * closes only connections whose key is not accepted any more. Blocks until all loops have changed; must not be
     * called on an event loop.
     *
     * @throws IllegalArgumentException when the settings contradict one that cannot change; then nothing has changed
     */
    public void use(ServiceSettings next) throws InterruptedException {
        node.settings().use(next);
    }

    /** Counts a change of settings that was refused because they are not valid. */
    public void refusedSettings() {
        node.settings().refused();
    }

    /**
     * Reports that this node is not ready, serves for the grace period, closes all connections over the drain window,
     * and then everything else. Publications that were acknowledged before still reach each client that reads.
     */
    public Future<Void> stop() {
        node.state(State.DRAINING);
        // Not bound to an event loop, as above.
        Promise<Void> stopped = Promise.promise();
        long graceMillis = Math.max(1, stop.grace().toMillis());
        vertx.setTimer(graceMillis, over -> {
            node.frontDoor().stop();
            node.flush();
            settled().eventually(this::drain).eventually(this::leave).onComplete(drained -> {
                node.close();
                vertx.close().onComplete(stopped);
            });
        });
        return stopped.future();
    }

    /**
     * Publications that were accepted and held back may be on their way to the shared log, and must come back to this
     * node.
     */
    private Future<?> settled() {
        return node.replica()
                .map(part -> Future.fromCompletionStage(part.settled()))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> leave() {
        node.replica().ifPresent(Replica::stop);
        return node.cluster().map(Cluster::leave).orElseGet(Future::succeededFuture);
    }

    private Future<Void> drain() {
        List<Future<Void>> draining = new ArrayList<>();
        for (BroadcastLoop loop : node.loops()) {
            draining.add(loop.drain(stop.drain()));
        }
        return Future.join(draining).mapEmpty();
    }

    private Future<?> deploy(ServiceSettings settings, PrometheusMeterRegistry registry) {
        ManagementVerticle management = new ManagementVerticle(settings.listening(), node, registry);
        return PublicationBus.open(vertx, settings.topics(), node.log(), otherNodes())
                .compose(bus -> {
                    // Again, because the cluster that was joined needs memory too.
                    node.capacity().requireMemory();
                    node.meters().publications(bus::publishedCount);
                    node.meters().conflated(bus::conflatedCount);
                    node.beforeDrain(bus::flush);
                    node.settings().follow(bus);
                    Optional<Replica> replica = node.cluster().map(cluster -> replica(settings, cluster, bus));
                    return deployLoops(settings, bus).onSuccess(deployed -> {
                        node.cluster().ifPresent(cluster -> cluster.ready(bus::publishHere));
                        replica.ifPresent(Replica::start);
                    });
                })
                .compose(deployed -> vertx.deployVerticle(management))
                .onSuccess(deployed -> {
                    node.frontDoor().start();
                    node.state(State.SERVING);
                });
    }

    private Replica replica(ServiceSettings settings, Cluster cluster, PublicationBus bus) {
        if (node.log().remembersAny()
                && settings.cluster().flatMap(ClusterSettings::size).isEmpty()) {
            Replica.warnWithoutSize();
        }
        Replica replica = Replica.of(
                cluster.hazelcast(),
                settings.cluster().flatMap(ClusterSettings::size),
                settings.historyBytes(),
                bus::share);
        node.meters().replica(replica);
        node.shares(replica);
        return replica;
    }

    private OtherNodes otherNodes() {
        return node.cluster().map(Cluster::otherNodes).orElse(OtherNodes.NONE);
    }

    private Future<?> deployLoops(ServiceSettings settings, PublicationBus bus) {
        List<Future<String>> loops = new ArrayList<>();
        for (int index = 0; index < settings.loops(); index++) {
            loops.add(vertx.deployVerticle(new BroadcastVerticle(settings, node, bus, index)));
        }
        return Future.all(loops);
    }

    private static Future<Vertx> vertx(
            ServiceSettings settings, Optional<Cluster> cluster, HandOver handOver, PrometheusMeterRegistry registry) {
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                // One for each broadcast loop, and one for operators.
                .setEventLoopPoolSize(settings.loops() + 1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2);
        VertxBuilder builder = VertxMeters.on(registry, Vertx.builder(), options);
        if (handOver.available()) {
            builder.withTransport(handOver);
        }
        if (settings.tracing()) {
            PostTracer.on(builder, options);
        }
        return cluster.map(joined -> joined.join(builder, options)).orElseGet(() -> alone(builder.with(options)));
    }

    private static Future<Vertx> alone(VertxBuilder builder) {
        try {
            return Future.succeededFuture(builder.build());
        } catch (IllegalArgumentException untraceable) {
            return Future.failedFuture(untraceable);
        }
    }
}
