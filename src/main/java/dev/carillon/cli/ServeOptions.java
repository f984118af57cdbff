package dev.carillon.cli;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.ClusterSettings;
import dev.carillon.config.CompressionChoice;
import dev.carillon.config.ConfigFile;
import dev.carillon.config.Counts;
import dev.carillon.config.Defaults;
import dev.carillon.config.Durations;
import dev.carillon.config.InvalidConfig;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.LargeSizes;
import dev.carillon.config.Listening;
import dev.carillon.config.Origins;
import dev.carillon.config.PingChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.Sizes;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The flags of {@code carillon serve}, for each command that has them. */
final class ServeOptions {
    /** The name of this mixin in the commands. */
    static final String NAME = "service";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "YAML file with any of these settings, and with topics; flags and the environment override it.")
    private @Nullable Path config;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port for clients; 0 takes a free port (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--management-host",
            paramLabel = "HOST",
            description = "Address of the management port, which needs no credentials (that of --host).")
    private @Nullable String managementHost;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port for operators; 0 takes a free port (${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(
            names = "--loops",
            defaultValue = "1",
            paramLabel = "N|auto",
            converter = LoopCount.class,
            description = "Event loops; auto: one for each core (${DEFAULT-VALUE}).")
    private int loops;

    @Option(
            names = "--lane",
            defaultValue = "auto",
            paramLabel = "auto|fast|channel",
            description = "fast: epoll directly, Linux only; channel: Netty channels (${DEFAULT-VALUE}).")
    private LaneChoice lane;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve https and wss with this certificate chain, in PEM; read again when it changes.")
    private @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key, in PEM.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Accept only clients with a certificate that one of these authorities signed, in PEM.")
    private @Nullable Path tlsClientCa;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = Durations.class,
            description = "Longest time a peer may be silent, at least 2s; 0: no limit (${DEFAULT-VALUE}).")
    private Duration idleTimeout;

    @Option(
            names = "--pings",
            defaultValue = "auto",
            paramLabel = "auto|off",
            description = "auto: a peer that is silent for half the idle timeout is pinged (${DEFAULT-VALUE}).")
    private PingChoice pings;

    @Option(
            names = "--max-message-bytes",
            paramLabel = "BYTES",
            defaultValue = "64k",
            converter = Sizes.class,
            description = "Longest WebSocket message of a peer (${DEFAULT-VALUE}).")
    private int maxMessageBytes;

    @Option(
            names = "--max-echo-bytes",
            paramLabel = "BYTES",
            defaultValue = "16m",
            converter = Sizes.class,
            description = "Longest WebSocket message at /echo (${DEFAULT-VALUE}).")
    private int maxEchoBytes;

    @Option(
            names = "--max-body-bytes",
            paramLabel = "BYTES",
            defaultValue = "1m",
            converter = Sizes.class,
            description = "Longest body published by HTTP (${DEFAULT-VALUE}).")
    private int maxBodyBytes;

    @Option(
            names = "--max-subscriptions",
            paramLabel = "N",
            defaultValue = "128",
            converter = Counts.class,
            description = "Most subscriptions of one connection (${DEFAULT-VALUE}).")
    private int maxSubscriptions;

    @Option(
            names = "--compression",
            defaultValue = "on",
            paramLabel = "off|on|all",
            description = "permessage-deflate with clients that offer it; all: at /echo too (${DEFAULT-VALUE}).")
    private CompressionChoice compression;

    @Option(
            names = "--outbox-bytes",
            paramLabel = "BYTES",
            defaultValue = "256k",
            converter = Sizes.class,
            description = "Most bytes that may wait for one slow reader (${DEFAULT-VALUE}).")
    private int outboxBytes;

    @Option(
            names = "--history-bytes",
            paramLabel = "BYTES",
            converter = LargeSizes.class,
            description = "Memory for the publications of all topics with a history (an eighth of the heap).")
    private @Nullable Long historyBytes;

    @Option(
            names = "--max-connections",
            defaultValue = "auto",
            paramLabel = "N|auto",
            converter = ConnectionCount.class,
            description =
                    "Most WebSockets at one time; auto: as many as descriptors and memory allow (${DEFAULT-VALUE}).")
    private OptionalInt maxConnections;

    @Option(
            names = "--max-handshakes",
            paramLabel = "N",
            defaultValue = "4096",
            converter = Counts.class,
            description =
                    "Most connections that have sent no request yet, and as many with HTTP requests that stay open"
                            + " (${DEFAULT-VALUE}).")
    private int maxHandshakes;

    @Option(
            names = "--handshake-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most WebSockets accepted per second, such as 5k/s (no limit).")
    private @Nullable Rate handshakeRate;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            converter = Counts.class,
            description = "Most WebSockets at one time from one remote address, IPv6 by /64 (no limit)."
                    + " All clients behind a proxy have its address, unless --trusted-proxies lists the proxy.")
    private @Nullable Integer maxConnectionsPerAddress;

    @Option(
            names = "--handshake-rate-per-address",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most WebSockets accepted from one remote address, such as 10/s or 6/m (no limit).")
    private @Nullable Rate handshakeRatePerAddress;

    @Option(
            names = "--handshake-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Durations.class,
            description = "Longest time until a connection sends a request (${DEFAULT-VALUE}).")
    private Duration handshakeTimeout;

    @Option(
            names = "--allow-origin",
            split = ",",
            paramLabel = "ORIGIN",
            description = "Pages of other hosts that may connect and publish, such as https://app.example.com or"
                    + " https://*.example.com; *: all (only pages of the same host).")
    private List<String> allowOrigin = List.of();

    @Mixin
    private final AccessOptions access = new AccessOptions();

    @Mixin
    private final RateOptions rates = new RateOptions();

    @Mixin
    private final ProxyOptions proxies = new ProxyOptions();

    @Mixin
    private final LogOptions logging = new LogOptions();

    @Option(
            names = "--tracing",
            defaultValue = "false",
            negatable = true,
            fallbackValue = "true",
            description =
                    "Trace posts with OpenTelemetry; the variables OTEL_… set where spans are sent (${DEFAULT-VALUE}).")
    private boolean tracing;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Durations.class,
            description =
                    "At shutdown: time to continue before the drain, while /readyz answers 503 (${DEFAULT-VALUE}).")
    private Duration grace;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Durations.class,
            description = "At shutdown: time over which connections are closed (${DEFAULT-VALUE}).")
    private Duration drain;

    @Option(
            names = "--page",
            defaultValue = "true",
            negatable = true,
            fallbackValue = "true",
            description = "Serve the page at /, and the examples at /examples/ (${DEFAULT-VALUE}).")
    private boolean page;

    @Option(
            names = "--warm-up",
            defaultValue = "true",
            negatable = true,
            fallbackValue = "true",
            description =
                    "Before the ports open, run the JVM warm for about 1 s, on a port of 127.0.0.1 (${DEFAULT-VALUE}).")
    private boolean warmUp;

    @Option(
            names = "--cluster",
            split = ",",
            paramLabel = "HOST[:PORT]",
            description = "Share publications with other nodes: their addresses, or one DNS name for all.")
    private List<String> cluster = List.of();

    @Option(
            names = "--cluster-host",
            paramLabel = "HOST",
            description = "This node's own address, as other nodes reach it (detected).")
    private @Nullable String clusterHost;

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            defaultValue = "5701",
            description = "Port on which nodes find each other (${DEFAULT-VALUE}).")
    private int clusterPort;

    @Option(
            names = "--cluster-link-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for publications of other nodes; 0 takes a free port (${DEFAULT-VALUE}).")
    private int clusterLinkPort;

    @Option(
            names = "--cluster-bus-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for other Vert.x code of the cluster; 0 takes a free port (${DEFAULT-VALUE}).")
    private int clusterBusPort;

    @Option(
            names = "--cluster-secret-file",
            paramLabel = "FILE",
            description = "Form a cluster only with nodes that have the same secret: 32 bytes or more.")
    private @Nullable Path clusterSecretFile;

    @Option(
            names = "--cluster-size",
            paramLabel = "N",
            description = "Nodes of the whole cluster; a node that cannot reach a majority of them is not ready.")
    private @Nullable Integer clusterSize;

    /** The options of {@code command} that are settings, without {@code --config}. */
    static List<OptionSpec> of(CommandSpec command) {
        CommandSpec mixin = Objects.requireNonNull(command.mixins().get(NAME));
        return mixin.options().stream()
                .filter(option -> !Defaults.isNotASetting(option))
                .toList();
    }

    /** The path in {@code --config}. */
    Optional<Path> configFile() {
        return Optional.ofNullable(config);
    }

    boolean warmUp() {
        return warmUp;
    }

    /**
     * The settings, checked.
     *
     * @param file the file of {@code --config}, if it is set
     * @throws IllegalArgumentException when a setting is invalid, or two contradict each other
     * @throws InvalidConfig when a setting that only a file can have is invalid
     */
    ServiceSettings settings(Optional<ConfigFile> file) throws InvalidConfig {
        long remembered = historyBytes == null ? ServiceSettings.defaultHistoryBytes() : historyBytes;
        return new ServiceSettings(
                new Listening(host, port, managementHost == null ? host : managementHost, managementPort),
                loops,
                lane,
                new SocketSettings(
                        idleTimeout,
                        pings,
                        maxMessageBytes,
                        maxEchoBytes,
                        maxBodyBytes,
                        maxSubscriptions,
                        compression,
                        outboxBytes),
                new AdmissionSettings(
                        maxConnections,
                        maxHandshakes,
                        Optional.ofNullable(handshakeRate),
                        handshakeTimeout,
                        addressLimits(),
                        Origins.of(allowOrigin)),
                new StopSettings(grace, drain),
                page,
                clusterSettings(),
                TlsSettings.of(tlsCert, tlsKey, tlsClientCa),
                file.isPresent() ? file.get().topicsWithin(remembered) : List.of(),
                remembered,
                access.settings(file),
                proxies.settings(),
                rates.settings(),
                logging.settings(),
                tracing);
    }

    private AddressLimits addressLimits() {
        return new AddressLimits(
                maxConnectionsPerAddress == null ? OptionalInt.empty() : OptionalInt.of(maxConnectionsPerAddress),
                Optional.ofNullable(handshakeRatePerAddress));
    }

    private Optional<ClusterSettings> clusterSettings() {
        if (cluster.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClusterSettings(
                "carillon",
                Optional.ofNullable(clusterHost),
                new ClusterSettings.Ports(clusterPort, clusterBusPort, clusterLinkPort),
                cluster,
                Optional.ofNullable(clusterSecretFile),
                Optional.ofNullable(clusterSize)));
    }
}
