package dev.carillon.server;

import dev.carillon.admission.Admission;
import dev.carillon.admission.ConnectionLimits;
import dev.carillon.bus.PublicationBus;
import dev.carillon.catchup.CatchUp;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.Version;
import dev.carillon.door.ConnectionLines;
import dev.carillon.door.FrontDoor;
import dev.carillon.door.HandshakeReceiver;
import dev.carillon.door.Handshakes;
import dev.carillon.door.LoginCheck;
import dev.carillon.door.StreamRoutes;
import dev.carillon.door.Upgrade;
import dev.carillon.door.WebSocketRoutes;
import dev.carillon.endpoint.EndpointLimits;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.endpoint.Publisher;
import dev.carillon.endpoint.SessionLimits;
import dev.carillon.frame.Role;
import dev.carillon.handshake.OpeningHead;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.Http2Connections;
import dev.carillon.http.HttpConnections;
import dev.carillon.http.HttpDate;
import dev.carillon.http.Paths;
import dev.carillon.http.Refusals;
import dev.carillon.http.RequestFilter;
import dev.carillon.http.RequestRules;
import dev.carillon.hub.Hub;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.logging.AuditLog;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.outbox.OutboxLimits;
import dev.carillon.rate.LoopRates;
import dev.carillon.routes.LoginRequired;
import dev.carillon.routes.MessagesRoute;
import dev.carillon.routes.PostRates;
import dev.carillon.routes.PublishRoute;
import dev.carillon.routes.Routes;
import dev.carillon.routes.SubscriberCounts;
import dev.carillon.routes.TopicsRoute;
import dev.carillon.stats.LoopStats;
import dev.carillon.tls.ServerTls;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One event loop of the service, with its front door, lane, hub and endpoints. Loops share only publications, which
 * come to all of them over the event bus.
 */
final class BroadcastVerticle extends VerticleBase {
    /** The interval at which a client is checked whose next publication must still come from the shared log. */
    private static final long RETRY_MILLIS = 10;

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
        Lane lane = LaneSelection.choose(settings.laneForSockets(), vertx, loop, laneLimits(), meters);
        NextIteration later = new NextIteration(loop);
        Hub hub = new Hub(later, System::nanoTime, meters, SweepLimits.DEFAULT, settings.slowReaderRules());
        node.cluster().ifPresent(cluster -> hub.watch(cluster.interest()));
        Supplier<CatchUp> newCatchUp =
                () -> new CatchUp(node.log(), hub, later, this::afterAWhile, System::nanoTime, meters);
        Optional<CatchUp> catchUp = node.log().remembersAny() ? Optional.of(newCatchUp.get()) : Optional.empty();
        Publisher publisher = new BusPublisher(bus, context);
        RequestRules rules = new RequestRules(Optional.of(settings.admission().origins()));
        ClientAddress clients = new ClientAddress(settings.proxies());
        ConnectionLines lines = connectionLines(lane, clients);
        AuditLog audit = new AuditLog();
        LoopRates rates = rates(lane);
        LoginCheck loginCheck = new LoginCheck(
                node.authenticator(),
                node.rates().failedLogins(),
                rates,
                rules,
                clients,
                context,
                meters,
                (denied, path, peer) ->
                        audit.denied(denied.why(), path, peer == null ? null : peer.getAddress(), denied.message()));
        WebSockets webSockets = new WebSockets(Role.SERVER, webSocketSettings());
        Endpoints endpoints = new Endpoints(
                hub,
                catchUp,
                webSockets,
                publisher,
                rates,
                lines,
                endpointLimits(),
                loginCheck,
                AccessControl.TIME_OF_DAY);
        hub.onRestart(endpoints::restarted);
        SubscriberCounts subscriberCounts = new SubscriberCounts(vertx, hub, index, settings.loops());
        WebSocketRoutes webSocketRoutes =
                new WebSocketRoutes(endpoints, settings.sockets().compression());
        StreamRoutes streamRoutes = new StreamRoutes(endpoints);
        ConnectionLimits connectionLimits = connectionLimits(lane);
        HttpConnections httpConnections = new HttpConnections(
                connectionLimits.maxHandshakes(), connectionLimits.handshakeTimeout(), System::nanoTime);
        httpConnections.onEnd(rates::ended);
        AddressCounting addresses = new AddressCounting(node, lane);
        Admission admission = new Admission(
                connectionLimits, addresses.limiter(settings.admission().perAddress()), rates, meters);
        Handshakes handshakes = new Handshakes(admission);
        HttpDate date = new HttpDate();
        Upgrade upgrade = new Upgrade(lane, handshakes, clients, httpConnections, meters, date, lines);
        BodyBudget bodies = bodyBudget(httpConnections, connectionLimits);
        PublishRoute publishing = new PublishRoute(
                bodies, httpConnections, publisher, new PostRates(rates, clients), AccessControl.TIME_OF_DAY);
        MessagesRoute messages = new MessagesRoute(node.log(), node.stats(), quarterOfTheHeap() / 4);
        Refusals refusals = new Refusals(meters::handshakeRefused, node.meters()::postRefused, lines);
        Routes routes = new Routes(
                settings,
                new LoginRequired(loginCheck, refusals, clients),
                refusals,
                upgrade,
                webSocketRoutes,
                streamRoutes,
                publishing,
                messages,
                subscriberCounts,
                new TopicsRoute(vertx, node.stats().census()));
        RequestFilter filter = filter(rules, date, refusals, routes.on(vertx));
        Http2Connections http2 = new Http2Connections(
                httpConnections, (ContextInternal) context, httpOptions(), filter, System::nanoTime);
        connectionLimits.alsoCount(http2::places);
        lane.start();
        node.started(new BroadcastLoop(vertx, context, lane, hub, connectionLimits, httpConnections, http2));
        LoopReport report =
                new LoopReport(meters, hub, lane, webSockets, connectionLimits, httpConnections, bodies, loginCheck);
        report.tell();
        LoopPulse pulse = new LoopPulse(index, System::nanoTime);
        node.readiness().add(pulse);
        LoopStats stats = node.stats().loop(vertx, context, hub, meters);
        vertx.setPeriodic(1000, second -> {
            pulse.beat();
            httpConnections.sweep();
            http2.sweep();
            report.tell();
            stats.tick();
        });
        if (index == 0) {
            vertx.setPeriodic(1000, second -> {
                node.log().expire();
                node.stats().tick(vertx, bus::publishOfTheService);
            });
        }
        node.settings()
                .follow(new LoopSettings(
                        context,
                        rules,
                        connectionLimits,
                        admission,
                        addresses,
                        hub,
                        endpoints,
                        lines,
                        next -> maxConnections(next, lane),
                        newCatchUp));
        // The bus first, so that a client that can connect misses nothing.
        return bus.listen(hub)
                .compose(listening -> node.receivesPublications(settings.loops()))
                .onSuccess(all -> hub.startAt(node.log().newest().offset()))
                .compose(all -> subscriberCounts.listen())
                .compose(listening -> tls())
                .compose(tls -> {
                    HttpServerOptions options =
                            tls.map(files -> files.on(httpOptions())).orElseGet(this::httpOptions);
                    HttpServer http = vertx.createHttpServer(options);
                    // Servers that share a port also share its certificates.
                    tls.filter(files -> index == 0).ifPresent(files -> {
                        files.follow(http);
                        node.meters().certificateExpiry(files::expiry);
                    });
                    httpConnections.watch(filter.guard(http), options, filter);
                    node.frontDoor().http2(loop, http2);
                    return node.frontDoor()
                            .open(
                                    index,
                                    http,
                                    handOver -> new HandshakeReceiver(
                                            (FastLane) lane,
                                            webSocketRoutes,
                                            connectionLimits,
                                            loginCheck,
                                            handshakes,
                                            meters,
                                            rules,
                                            clients,
                                            date,
                                            lines,
                                            handOver));
                })
                .onSuccess(port -> node.listens(port, lane.name()));
    }

    private void afterAWhile(Runnable task) {
        vertx.setTimer(RETRY_MILLIS, over -> task.run());
    }

    private ConnectionLines connectionLines(Lane lane, ClientAddress clients) {
        ConnectionLines lines = new ConnectionLines(
                meters, settings.logging().connections(), clients, node::nextConnectionId, System::nanoTime);
        lane.onEnd(lines::ended);
        return lines;
    }

    private RequestFilter filter(RequestRules rules, HttpDate date, Refusals refusals, Router router) {
        String page = settings.page() ? "/, " : "";
        Paths paths = new Paths(
                router,
                page + "/topics, /topics/{topic}, /topics/{topic}/messages, /events, /publish, /ws or /echo",
                refusals);
        return new RequestFilter(rules, date, refusals, paths);
    }

    private ConnectionLimits connectionLimits(Lane lane) {
        return new ConnectionLimits(
                settings.admission(),
                maxConnections(settings, lane),
                settings.loops(),
                System::nanoTime,
                RandomGenerator.getDefault());
    }

    /** The limit of the node with these settings. */
    private int maxConnections(ServiceSettings settings, Lane lane) {
        int maxConnections = settings.admission()
                .maxConnections()
                .orElseGet(() -> settings.tls().isPresent()
                        ? node.capacity().connections(lane.idleBytes() + ServerTls.HEAP_BYTES, ServerTls.NATIVE_BYTES)
                        : node.capacity().connections(lane.idleBytes(), 0));
        node.takes(maxConnections);
        return maxConnections;
    }

    private LoopRates rates(Lane lane) {
        LoopRates rates =
                new LoopRates(node.rates(), !settings.proxies().trusted().isEmpty());
        lane.onEnd(rates::ended);
        return rates;
    }

    private Future<Optional<ServerTls>> tls() {
        return settings.tls()
                .map(files -> ServerTls.open(vertx, files, node.frontDoor().offersHttp2())
                        .map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private HttpServerOptions httpOptions() {
        return new HttpServerOptions()
                // The handler that detects HTTP/2 would stay in the pipeline that a socket leaves.
                .setHttp2ClearTextEnabled(false)
                // Vert.x does not handle WebSockets here, so its handlers for them are not needed.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(FrontDoor.BACKLOG)
                .setReuseAddress(true)
                .setMaxInitialLineLength(OpeningHead.LINE_MAX)
                .setMaxHeaderSize(OpeningHead.HEAD_MAX)
                .setTcpNoDelay(true)
                // The header of the PROXY protocol must come in this time too.
                .setSslHandshakeTimeout(settings.admission().handshakeTimeout().toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    }

    private BodyBudget bodyBudget(HttpConnections httpConnections, ConnectionLimits connectionLimits) {
        int longest = settings.sockets().maxBodyBytes();
        long max = Math.max(longest, quarterOfTheHeap());
        return new BodyBudget(longest, max, httpConnections, connectionLimits.handshakeTimeout(), System::nanoTime);
    }

    private LaneLimits laneLimits() {
        SocketSettings sockets = settings.sockets();
        long total = Math.max(sockets.outboxBytes(), quarterOfTheHeap());
        return new LaneLimits(new OutboxLimits(sockets.outboxBytes(), total), round(sockets.idleTimeout()));
    }

    /** This loop's share of a quarter of the heap. */
    private long quarterOfTheHeap() {
        return Runtime.getRuntime().maxMemory() / 4 / settings.loops();
    }

    /** Short enough that a silent peer is detected within a fifteenth of its timeout. */
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
