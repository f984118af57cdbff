package dev.carillon.loadtest;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.OpeningPlan;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Security;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.PublishBy;
import dev.carillon.loadtest.run.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The flags of all verbs that extend {@link LoadVerb}. */
final class LoadOptions {
    /** The URL of a service on this machine, on its default port. */
    private static final String HERE = "ws://127.0.0.1:8080/topics/loadtest";

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The WebSocket, or with --sse the event stream, to load; default " + LoadOptions.HERE + ".")
    @Nullable
    String url;

    @Option(
            names = "--nodes",
            split = ",",
            paramLabel = "HOST:PORT,…",
            description =
                    "Other nodes of the URL's cluster. Subscribers and publishers of each topic are on all nodes in"
                            + " turn, and each subscriber is to receive what is published on any.")
    private List<String> nodes = List.of();

    @Option(
            names = {"-c", "--connections"},
            defaultValue = "1000",
            description = "Connections to hold.")
    int connections;

    @Option(
            names = "--local",
            paramLabel = "ADDRESSES",
            description =
                    "Local addresses of the connections: 127.0.0.2-51, 127.0.0.0/24, or a list. Default: on loopback as many from"
                            + " 127.0.0.2 on as are needed, else what the kernel picks.")
    private @Nullable String local;

    @Option(names = "--per-address", defaultValue = "20k", description = "Connections from one local address.")
    private int perAddress;

    @Option(
            names = "--ports",
            paramLabel = "FIRST-LAST",
            defaultValue = "10000-65535",
            description = "Local ports to use.")
    private String ports = "";

    @Option(names = "--rate", defaultValue = "5k/s", description = "Rate at which connections are opened and closed.")
    private Rate rate;

    @Option(names = "--handshakes", defaultValue = "500", description = "Simultaneous handshakes.")
    private int handshakes;

    @Option(names = "--handshake-timeout", defaultValue = "10s", description = "How long a handshake may take.")
    private Duration handshakeTimeout;

    @Option(
            names = "--patience",
            defaultValue = "10s",
            description = "After this time without a successful attempt, make no more attempts.")
    private Duration patience;

    @Option(names = "--keep-alive", defaultValue = "50s", description = "No connection is silent for longer than this.")
    private Duration keepAlive;

    @Option(
            names = "--keep-alive-by",
            paramLabel = "KIND",
            defaultValue = "ping",
            description =
                    "What a connection sends so as not to be silent: ping; pong, which is not answered and takes half"
                            + " of the work; or message, which a server such as /echo sends back and a topic publishes.")
    private KeepAlive.By keepAliveBy;

    @Option(names = "--duration", defaultValue = "1m", description = "How long to measure.")
    Duration duration;

    @Option(names = "--loops", defaultValue = "1", description = "Event loops of the tester.")
    private int loops;

    @Option(
            names = "--workers",
            defaultValue = "1",
            description = "Processes of the tester on this machine, or at each agent, each with --loops.")
    int workers;

    @Option(
            names = "--agents",
            paramLabel = "HOST:PORT,…",
            description = "Distribute the run over these agents (carillon loadtest agent). Each opens its part of the"
                    + " connections from its own addresses. The default port is 8082.")
    @Nullable
    String agents;

    @Mixin
    private SecretOptions secret;

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            defaultValue = "auto",
            description = "How the tester handles sockets: auto, fast (epoll directly, Linux only) or channel (Netty).")
    private LaneChoice lane;

    @Option(
            names = "--sse",
            description = "Subscribers open event streams (text/event-stream), such as http://127.0.0.1:8080/topics/t."
                    + " Publications are posted to --publish-http, or without it to the URL.")
    private boolean eventStreams;

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            description = "A subprotocol to offer; may be given several times.")
    private List<String> subprotocols = List.of();

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE",
            description =
                    "A header of each request that opens a connection, and of each POST; may be given several times."
                            + " Host replaces the URL's.")
    private List<String> headers = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Tokens or API keys, one a line: each connection and each publisher that posts sends one of them,"
                            + " taking turns. They are never shown.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--token-in",
            paramLabel = "PLACE",
            defaultValue = "header",
            description =
                    "Where a request has its token: header (Authorization: Bearer TOKEN), query (?token=TOKEN), or"
                            + " subprotocol (bearer.TOKEN).")
    private ConnectionTokens.In tokenIn;

    @Option(
            names = "--first-message",
            paramLabel = "TEXT",
            description = "First message of each connection, such as a subscription, with {topic} for the number of its"
                    + " topic; may be given several times.")
    private List<String> firstMessages = List.of();

    @Option(
            names = "--ready-match",
            paramLabel = "TEXT",
            description =
                    "A connection is ready when it has received a message with this text. Default: when it is open.")
    private @Nullable String readyMatch;

    @Option(
            names = "--publish-template",
            paramLabel = "TEXT",
            description =
                    "The message, or the body of the post, that publishes {payload} to {topic}. Default: only the payload.")
    private @Nullable String publishTemplate;

    @Option(
            names = "--publish-http",
            paramLabel = "PATH",
            description = "Publish with a POST to this path of the same server, which may contain {topic}.")
    private @Nullable String publishPath;

    @Option(names = "--insecure", description = "Over wss, trust any certificate.")
    private boolean insecure;

    @Option(names = "--ca", paramLabel = "FILE", description = "Over wss, trust these certificates (PEM) only.")
    private @Nullable Path authorities;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "The server's process, if it is on this machine: the report shows what it and its descendants"
                    + " used.")
    private @Nullable Long serverPid;

    @Option(
            names = "--all-addresses",
            description = "Load each address of the URL's host as a node of a cluster, as --nodes does.")
    private boolean allAddresses;

    @Option(
            names = "--allow-remote",
            description = "Load a server on another machine. Only load servers for which you have permission.")
    private boolean allowRemote;

    @Mixin
    ReportOptions reporting;

    /** The plan of the flags for a workload. Throws IllegalArgumentException if the flags contradict each other. */
    Plan plan(Workload workload) {
        return plan(workload, connections);
    }

    /** The plan of the flags, with another number of connections. */
    Plan plan(Workload workload, int held) {
        return plan(workload, held, url(), Share.ALL, dialect());
    }

    /**
     * The plan of the flags, with a number of connections, a URL and a dialect that the verb sets.
     *
     * @param part the part of each address's ports that this plan may use, if several plans run at once
     */
    Plan plan(Workload workload, int held, String url, Share part, Dialect dialect) {
        Target target = target(url, dialect);
        Require.that(
                target.isLoopback() || allowRemote,
                "URL must be on this machine, unless --allow-remote says that you may load another, was " + url);
        Require.that(
                !eventStreams || !(workload instanceof Workload.Echo),
                "--sse must not be given with echo, since a subscriber of an event stream sends nothing");
        int topics = workload instanceof Fanout fanout ? fanout.topics() : 1;
        int ports = target.addresses().size();
        Require.that(
                target.cluster() || ports <= topics,
                "--topics must be at least one for each of the " + ports + " ports of the URL, was " + topics);
        return new Plan(
                target,
                lane,
                loops,
                held,
                opening(target, workload, held, part),
                new KeepAlive(keepAlive, keepAliveBy),
                workload,
                workload.duration(duration));
    }

    private Target target(String url, Dialect dialect) {
        Target one = Target.of(url, new Security(insecure, Optional.ofNullable(authorities)), dialect);
        Target all = allAddresses ? one.onAllAddresses() : one;
        return nodes.isEmpty() ? all : all.withNodes(nodes);
    }

    /**
     * How the plan is distributed over processes. Throws IllegalArgumentException if there are more workers than
     * connections, or if a plan with {@code --window} has more than one worker.
     */
    Distribution distribution(Plan plan, int count) {
        Distribution distribution =
                agents == null ? new Distribution(count) : new Distribution(count, agents, secret.secret());
        int processes = distribution.processes();
        Require.that(
                processes <= plan.connections(),
                "%s must be at most the %d connections of -c, was %d"
                        .formatted(
                                distribution.isHere() ? "--workers" : "--workers of all --agents",
                                plan.connections(),
                                processes));
        Require.that(
                processes == 1 || !plan.workload().isInWindow(),
                "--window needs one loop that sees every delivery: --workers must be 1, was " + processes);
        return distribution;
    }

    /** The watch of {@code --server-pid}, if given. Throws IllegalArgumentException if there is no such process. */
    Optional<ServerWatch> server() {
        return Optional.ofNullable(serverPid).map(ServerWatch::of);
    }

    PublishBy publishBy() {
        return publishPath == null && !eventStreams ? PublishBy.WEBSOCKET : PublishBy.HTTP;
    }

    String url() {
        return Objects.requireNonNullElse(url, HERE);
    }

    /** The dialect of the flags, without resumption. */
    Dialect dialect() {
        return new Dialect(
                subprotocols,
                headers.stream().map(Dialect::header).toList(),
                firstMessages,
                Optional.ofNullable(readyMatch),
                Optional.ofNullable(publishTemplate),
                Optional.ofNullable(publishPath),
                eventStreams,
                Optional.empty(),
                tokens());
    }

    private ConnectionTokens tokens() {
        if (tokenFile == null) {
            return ConnectionTokens.none(tokenIn);
        }
        Require.that(agents == null, "--token-file must not be given with --agents: each agent has its own");
        return ConnectionTokens.of(tokenFile, tokenIn);
    }

    private OpeningPlan opening(Target target, Workload workload, int held, Share part) {
        int sockets = Math.max(1, held + workload.extraConnections());
        int each = part.parts() == 1 ? perAddress : Math.max(1, perAddress / part.parts());
        double machines = machines(sockets);
        int here = (int) Math.ceil(sockets / machines);
        LocalAddresses addresses =
                local == null ? LocalAddresses.fitting(target, here, Math.max(1, each)) : LocalAddresses.of(local);
        PortRange range = PortRange.of(ports).of(part);
        return new OpeningPlan(addresses, each, range, rate, handshakes, handshakeTimeout, patience, machines);
    }

    /**
     * The number of machines that share the sockets, to check the local addresses. With agents it is the number of
     * sockets, which makes the check pass: each agent checks its own addresses.
     */
    private double machines(int sockets) {
        Require.that(
                agents == null || local == null, "--local must not be given with --agents: each agent has its own");
        return agents == null ? 1 : sockets;
    }
}
