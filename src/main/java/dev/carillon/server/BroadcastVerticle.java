package dev.carillon.server;

import dev.carillon.bus.PublicationBus;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.Version;
import dev.carillon.endpoint.EndpointLimits;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.endpoint.Publisher;
import dev.carillon.endpoint.SessionLimits;
import dev.carillon.hub.Hub;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.publication.Publication;
import dev.carillon.websocket.OpeningHead;
import dev.carillon.websocket.Role;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One event loop of the service, with everything that it needs of its own: front door, lane, hub, endpoints. It shares
 * nothing with the others but the publications that come to all of them over the event bus.
 */
final class BroadcastVerticle extends VerticleBase {
    private final ServiceSettings settings;
    private final Node node;
    private final LoopMeters meters;
    private final PublicationBus bus;
    private final int index;

    BroadcastVerticle(ServiceSettings settings, Node node, PublicationBus bus, int index) {
        this.settings = settings;
        this.node = node;
        this.bus = bus;
        this.index = index;
        this.meters = node.meters().forLoop(index);
    }

    @Override
    public Future<?> start() {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        Lane lane = Lanes.choose(settings.laneForSockets(), vertx, loop, laneLimits(), meters);
        Hub hub = new Hub(
                new NextIteration(loop), System::nanoTime, meters, SweepLimits.DEFAULT, settings.slowReaderRules());
        Publisher publisher = (topic, payload) -> bus.publish(new Publication(topic, payload, System.nanoTime()));
        WebSockets webSockets = new WebSockets(Role.SERVER, webSocketSettings());
        Endpoints endpoints = new Endpoints(hub, webSockets, publisher, meters, endpointLimits());
        Census census = new Census(vertx, hub, index, settings.loops());
        Entrances entrances = new Entrances(endpoints, settings.sockets().compression());
        Admission admission = admission(lane);
        Visitors visitors = new Visitors(admission.maxHandshakes(), admission.handshakeTimeout(), System::nanoTime);
        Reception reception = new Reception(admission, guests(lane), meters);
        HttpDate date = new HttpDate();
        RequestRules rules = new RequestRules(Optional.of(settings.admission().origins()));
        Upgrade upgrade = new Upgrade(lane, reception, visitors, meters, date);
        PublishRoute publishing = new PublishRoute(bodies(visitors, admission), visitors, publisher);
        Routes routes = new Routes(settings, upgrade, entrances, publishing, census);
        lane.start();
        node.started(new BroadcastLoop(vertx, context, lane, hub, webSockets, admission, visitors));
        vertx.setPeriodic(1000, second -> {
            visitors.sweep();
            meters.audience(hub.patternCount(), hub.subscriptionCount());
        });
        // The bus first: a client that can connect can then miss nothing.
        return bus.listen(hub)
                .compose(listening -> census.listen())
                .compose(listening -> tls())
                .compose(tls -> {
                    HttpServerOptions options =
                            tls.map(files -> files.on(httpOptions())).orElseGet(this::httpOptions);
                    HttpServer http = vertx.createHttpServer(options);
                    // Servers that share a port share its certificates too.
                    tls.filter(files -> index == 0).ifPresent(files -> files.follow(http));
                    RequestFilter filter = filter(rules, date, routes.on(vertx));
                    visitors.watch(filter.guard(http), options, filter);
                    return node.frontDoor()
                            .open(
                                    index,
                                    http,
                                    handOver -> new Doorstep(
                                            (FastLane) lane, entrances, admission, reception, rules, date, handOver));
                })
                .onSuccess(port -> node.listens(port, lane.name()));
    }

    private RequestFilter filter(RequestRules rules, HttpDate date, Router router) {
        Refusals refusals = new Refusals(meters::handshakeRefused, node.meters()::postRefused);
        String page = settings.page() ? "/, " : "";
        Paths paths = new Paths(router, page + "/topics, /topics/{topic}, /ws or /echo", refusals);
        return new RequestFilter(rules, date, refusals, paths);
    }

    private Admission admission(Lane lane) {
        int maxConnections = settings.admission()
                .maxConnections()
                .orElseGet(() -> settings.tls().isPresent()
                        ? Capacity.ofThisProcess().connections(lane.idleBytes() + Tls.HEAP_BYTES, Tls.NATIVE_BYTES)
                        : Capacity.ofThisProcess().connections(lane.idleBytes(), 0));
        node.takes(maxConnections);
        return new Admission(
                settings.admission(), maxConnections, settings.loops(), System::nanoTime, RandomGenerator.getDefault());
    }

    /** Who keeps the books on addresses, where there are limits for them. */
    private Optional<Guests> guests(Lane lane) {
        return node.addresses().map(tally -> {
            Guests guests = new Guests(tally, RandomGenerator.getDefault());
            lane.onEnd(guests::ended);
            vertx.setPeriodic(1000, second -> tally.sweep());
            return guests;
        });
    }

    private Future<Optional<Tls>> tls() {
        return settings.tls()
                .map(files -> Tls.open(vertx, files).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private HttpServerOptions httpOptions() {
        return new HttpServerOptions()
                // The handler that looks for HTTP/2 stands in the way of sockets that leave the pipeline.
                .setHttp2ClearTextEnabled(false)
                // Ours are no WebSockets of Vert.x: its handlers for them would only be passed through.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(FrontDoor.BACKLOG)
                .setReuseAddress(true)
                .setMaxInitialLineLength(OpeningHead.LINE_MAX)
                .setMaxHeaderSize(OpeningHead.HEAD_MAX)
                .setTcpNoDelay(true);
    }

    private Bodies bodies(Visitors visitors, Admission admission) {
        int longest = settings.sockets().maxBodyBytes();
        long max = Math.max(longest, quarterOfTheHeap());
        return new Bodies(longest, max, visitors, admission.handshakeTimeout(), System::nanoTime);
    }

    private LaneLimits laneLimits() {
        SocketSettings sockets = settings.sockets();
        long total = Math.max(sockets.outboxBytes(), quarterOfTheHeap());
        return new LaneLimits(sockets.outboxBytes(), total, round(sockets.idleTimeout()));
    }

    /** This loop's share of it. */
    private long quarterOfTheHeap() {
        return Runtime.getRuntime().maxMemory() / 4 / settings.loops();
    }

    /** Often enough that a silent peer is found within a fifteenth of its time, and no more often than that. */
    private static Duration round(Duration idleTimeout) {
        Duration fifteenth = idleTimeout.dividedBy(15);
        boolean shorter = !idleTimeout.isZero() && fifteenth.compareTo(LaneLimits.DEFAULT.round()) < 0;
        return shorter ? fifteenth : LaneLimits.DEFAULT.round();
    }

    private WebSocketSettings webSocketSettings() {
        SocketSettings sockets = settings.sockets();
        return new WebSocketSettings(
                sockets.maxMessageBytes(),
                sockets.idleTimeout(),
                sockets.pings() == PingChoice.AUTO,
                Duration.ofSeconds(5),
                Math.max(Math.max(sockets.maxMessageBytes(), sockets.maxEchoBytes()), quarterOfTheHeap()));
    }

    private EndpointLimits endpointLimits() {
        SocketSettings sockets = settings.sockets();
        SessionLimits session = new SessionLimits(
                Version.current(), sockets.maxSubscriptions(), sockets.maxMessageBytes(), sockets.idleTimeout());
        return new EndpointLimits(session, sockets.maxEchoBytes());
    }
}
