package dev.carillon.server;

import dev.carillon.admission.AddressTally;
import dev.carillon.admission.Capacity;
import dev.carillon.auth.Authenticator;
import dev.carillon.cluster.Cluster;
import dev.carillon.config.AddressLimits;
import dev.carillon.config.ServiceSettings;
import dev.carillon.door.FrontDoor;
import dev.carillon.log.Log;
import dev.carillon.metrics.CarillonMeters;
import dev.carillon.rate.RateLimits;
import dev.carillon.replica.Replica;
import dev.carillon.stats.NodeStats;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The state that the verticles of a node share while it starts and stops. It is the only state that several threads
 * use, and the path of a message does not touch it.
 */
final class Node {
    private final CarillonMeters meters;
    private final FrontDoor frontDoor;
    private final AccessControl access;
    private final Log log;
    private final Optional<Cluster> cluster;
    private final AtomicReference<Optional<Replica>> replica = new AtomicReference<>(Optional.empty());
    private final LiveSettings settings;
    private final RateLimits rates;
    private final Readiness readiness = new Readiness();
    private final NodeStats stats;
    private final AtomicLong connectionIds = new AtomicLong();
    private @Nullable AddressTally addresses;
    private @Nullable Capacity capacity;
    private final AtomicInteger taking = new AtomicInteger();
    private final Promise<Void> allReceive = Promise.promise();
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger maxConnections = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();
    private final AtomicReference<String> lane = new AtomicReference<>("");
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final AtomicReference<Runnable> beforeDrain = new AtomicReference<>(() -> {});
    private final List<BroadcastLoop> loops = new ArrayList<>();

    enum State {
        STARTING,
        SERVING,
        DRAINING
    }

    /** @param settings the settings at the start */
    Node(
            CarillonMeters meters,
            FrontDoor frontDoor,
            AccessControl access,
            RateLimits rates,
            NodeStats stats,
            Log log,
            Optional<Cluster> cluster,
            ServiceSettings settings) {
        this.cluster = cluster;
        this.log = log;
        this.meters = meters;
        this.frontDoor = frontDoor;
        this.access = access;
        this.rates = rates;
        this.stats = stats;
        this.settings = new LiveSettings(settings, this);
        readiness.add(this::notServing);
        readiness.add(this::clusterNotReady);
    }

    private Optional<String> clusterNotReady() {
        return cluster.flatMap(joined -> joined.health().notReady());
    }

    private Optional<String> notServing() {
        return switch (state.get()) {
            case STARTING -> Optional.of("starting: no connection is accepted yet");
            case SERVING -> Optional.empty();
            case DRAINING ->
                Optional.of("draining: the service stops, " + meters.openConnections()
                        + " WebSockets and event streams are still open");
        };
    }

    /** Whether clients may be sent to this node. */
    Readiness readiness() {
        return readiness;
    }

    CarillonMeters meters() {
        return meters;
    }

    FrontDoor frontDoor() {
        return frontDoor;
    }

    AccessControl access() {
        return access;
    }

    /** Checks credentials. */
    Authenticator authenticator() {
        return access.authenticator();
    }

    LiveSettings settings() {
        return settings;
    }

    /** Counts addresses for all loops. Made when limits for addresses are set for the first time. */
    synchronized Optional<AddressTally> addresses(AddressLimits limits) {
        if (addresses != null) {
            addresses.use(limits);
        } else if (limits.areSet()) {
            addresses = new AddressTally(limits, System::nanoTime);
        }
        return Optional.ofNullable(addresses);
    }

    /**
     * Measured when the first loop calls this: after the warm-up, and with the memory of the cluster once it is joined.
     */
    synchronized Capacity capacity() {
        if (capacity == null) {
            capacity = Capacity.ofThisProcess();
        }
        return capacity;
    }

    RateLimits rates() {
        return rates;
    }

    /** The statistics that the node publishes. */
    NodeStats stats() {
        return stats;
    }

    /**
     * One of {@code loops} loops receives publications. Completes when all do, so that none misses what another
     * receives.
     */
    Future<Void> receivesPublications(int loops) {
        if (taking.incrementAndGet() == loops) {
            allReceive.complete();
        }
        return allReceive.future();
    }

    /** Unique in this process. */
    long nextConnectionId() {
        return connectionIds.incrementAndGet();
    }

    /** The log of remembered topics; empty if no topic is remembered. */
    Log log() {
        return log;
    }

    /** Present if this node shares its log with other nodes. */
    Optional<Replica> replica() {
        return replica.get();
    }

    /** Why the process must be restarted, if so. */
    Optional<String> notAlive() {
        return cluster.flatMap(joined -> joined.health().notAlive())
                .or(() -> replica().flatMap(Replica::notAlive));
    }

    void shares(Replica part) {
        replica.set(Optional.of(part));
        // A node without a majority of the cluster reports this once; its log not accepting anything is a consequence.
        readiness.add(() -> clusterNotReady().isPresent() ? Optional.empty() : part.notReady());
    }

    /** Present if this node is a member of a cluster. */
    Optional<Cluster> cluster() {
        return cluster;
    }

    void listens(int actualPort, String laneName) {
        port.set(actualPort);
        lane.set(laneName);
    }

    void takes(int most) {
        maxConnections.set(most);
    }

    int maxConnections() {
        return maxConnections.get();
    }

    void managementListens(int actualPort) {
        managementPort.set(actualPort);
    }

    /** @param flush publishes what was accepted and is held back */
    void beforeDrain(Runnable flush) {
        beforeDrain.set(flush);
    }

    void flush() {
        beforeDrain.get().run();
    }

    synchronized void started(BroadcastLoop loop) {
        loops.add(loop);
    }

    synchronized List<BroadcastLoop> loops() {
        return List.copyOf(loops);
    }

    int port() {
        return port.get();
    }

    int managementPort() {
        return managementPort.get();
    }

    String lane() {
        return lane.get();
    }

    /** Stops the background work of this node. */
    void close() {
        access.close();
        meters.close();
    }

    State state() {
        return state.get();
    }

    void state(State next) {
        state.set(next);
    }
}
