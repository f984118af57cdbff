package dev.carillon.cluster;

import dev.carillon.logging.OncePerMinute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Reduces the log lines of Hazelcast and of the clustered event bus. Without this, Hazelcast logs forty lines at each
 * start and twenty stack traces when a node leaves. Each of their loggers is limited to one line a minute, without a
 * stack trace. Lines that only repeat that another node has gone are left out.
 */
final class HazelcastLog extends Handler {
    /** Strong references: loggers and their levels could be collected before Hazelcast uses them. */
    private static final List<Logger> QUIETED = List.of(
            quieted("com.hazelcast", Level.WARNING),
            quieted("io.vertx.core.eventbus.impl.clustered", Level.WARNING),
            // Advises to open internals of the JDK for the speed of Hazelcast's sockets. None of our traffic uses those
            // sockets, since the event bus has its own. And --add-opens would exclude archived modules from the AOT
            // cache.
            quieted("com.hazelcast.instance.impl.HazelcastInstanceFactory", Level.SEVERE),
            // Warns of data structures that are not used here.
            quieted("com.hazelcast.cp.CPSubsystem", Level.SEVERE),
            // Log why the cluster cannot start; the failed start reports the same.
            quieted("com.hazelcast.instance.AddressPicker", Level.OFF),
            quieted("io.vertx.core.impl.VertxImpl", Level.WARNING));

    /** Messages of Vert.x about a failed join, with stack traces; the failed start reports the reason. */
    private static final Set<String> AFTER_A_FAILURE =
            Set.of("Failed to initialize clustered Vert.x", "Failed to leave cluster");

    private static final Logger OURS = Logger.getLogger(HazelcastLog.class.getName());

    /**
     * The name of the cluster contains a hash of the secret, so Hazelcast cannot report the reason for a difference.
     */
    private static final String OTHER_SECRET = ": it has another --cluster-secret-file, or none";

    /** The node's address, cluster and version, which are before each message. */
    private static final Pattern PREFIX = Pattern.compile("^\\[[^\\]]*](:\\d+)? \\[[^\\]]*] \\[[^\\]]*] ");

    /** Messages that another node has gone. The log lines of links and members report this once. */
    private static final Pattern A_NODE_HAS_GONE = Pattern.compile(
            "^(Connection\\[.*connectionType=MEMBER.* closed\\. Reason|Removing connection to endpoint"
                    + "|Member .* is suspected to be dead|Not Member! target"
                    + "|Following unknown addresses are found in partition table)",
            Pattern.DOTALL);

    private final LongSupplier nanoTime;
    private final Map<String, OncePerMinute> limits = new HashMap<>();

    HazelcastLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** To be called before Hazelcast starts. Levels and handlers that are already set stay. */
    static List<Logger> quiet() {
        QUIETED.getLast().setFilter(record -> !AFTER_A_FAILURE.contains(record.getMessage()));
        for (Logger logger : QUIETED.subList(0, 2)) {
            if (logger.getUseParentHandlers()) {
                logger.setUseParentHandlers(false);
                logger.addHandler(new HazelcastLog(System::nanoTime));
            }
        }
        return QUIETED;
    }

    @Override
    public synchronized void publish(LogRecord record) {
        String text = text(record);
        if (A_NODE_HAS_GONE.matcher(text).lookingAt()) {
            return;
        }
        OptionalLong suppressed = limits.computeIfAbsent(
                        String.valueOf(record.getLoggerName()), name -> new OncePerMinute(nanoTime))
                .admit();
        if (suppressed.isPresent()) {
            LogRecord line =
                    new LogRecord(record.getLevel(), "cluster: " + text + " suppressed=" + suppressed.getAsLong());
            line.setLoggerName(OURS.getName());
            OURS.log(line);
        }
    }

    private static String text(LogRecord record) {
        String message = PREFIX.matcher(String.valueOf(record.getMessage())).replaceFirst("");
        Throwable thrown = record.getThrown();
        String all = thrown == null || message.contains(String.valueOf(thrown.getMessage()))
                ? message
                : message + ": " + thrown.getMessage();
        String line = all.strip().replaceAll("\\s+", " ");
        return line.contains("different cluster") ? line + OTHER_SECRET : line;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private static Logger quieted(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        if (logger.getLevel() == null) {
            logger.setLevel(level);
        }
        return logger;
    }
}
