package dev.carillon.top;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The figures of one node. Figures that need two scrapes are absent after the first.
 *
 * @param full the used share of the connections that the node admits
 * @param cpu the number of processors in use
 * @param notes problems that the columns do not show
 */
record NodeSample(
        OptionalDouble connections,
        OptionalDouble full,
        OptionalDouble opened,
        OptionalDouble published,
        OptionalDouble delivered,
        OptionalDouble sentBytes,
        OptionalDouble fanOutSeconds,
        OptionalDouble delaySeconds,
        OptionalDouble cpu,
        OptionalDouble memoryBytes,
        List<String> notes) {
    private static final double NEAR = 0.8;
    private static final String LIMIT = "_limit";
    private static final String PREFIX = "carillon_";

    /** The figures of a node that has not answered. */
    static final NodeSample NONE = none();

    static NodeSample of(Scrape now) {
        return of(new Change(new Scrape(Map.of(), now.nanos()), now), limits(now));
    }

    static NodeSample of(Change change) {
        List<String> notes = limits(change.later());
        tell(notes, "turned away", change.rates("reason", "carillon_handshakes_turned_away_total"));
        tell(notes, "slow readers closed", change.rates("reason", "carillon_slow_readers_closed_total"));
        tell(notes, "left out", change.rates("policy", "carillon_dropped_total"));
        tell(notes, "posts refused", change.rates("status", "carillon_posts_refused_total"));
        tell(notes, "logins denied", change.rates("reason", "carillon_logins_denied_total"));
        tell(notes, "rate limited", change.rates("limit", "carillon_rate_limited_total"));
        change.rate("carillon_publications_refused_total")
                .ifPresent(rate ->
                        tell(notes, "publications refused", rate > 0 ? Map.of("too much is pending", rate) : Map.of()));
        if (change.rates("cause", "carillon_closed_total").containsKey("fault")) {
            notes.add("connections closed because of an internal error: see the log of the node");
        }
        return of(change, notes);
    }

    private static NodeSample of(Change change, List<String> notes) {
        Scrape now = change.later();
        return new NodeSample(
                now.sum("carillon_connections"),
                share(now, "carillon_connections", "carillon_connections_limit"),
                change.rate("carillon_handshakes_accepted_total"),
                change.rate("carillon_publications_total"),
                change.rate("carillon_deliveries_total"),
                change.rate("carillon_sent_bytes_total"),
                change.quantile(0.99, "carillon_publish_to_last_write_seconds"),
                change.quantile(0.99, "carillon_loop_delay_seconds"),
                change.rate("process_cpu_seconds_total"),
                now.sum("process_resident_memory_bytes"),
                List.copyOf(notes));
    }

    private static NodeSample none() {
        OptionalDouble no = OptionalDouble.empty();
        return new NodeSample(no, no, no, no, no, no, no, no, no, no, List.of());
    }

    /** The quantities that are near their limits. A full history is normal. */
    private static List<String> limits(Scrape now) {
        List<String> near = new ArrayList<>();
        now.values().keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(LIMIT) && !name.contains("history"))
                .map(name -> name.substring(0, name.length() - LIMIT.length()))
                .sorted()
                .forEach(name -> tell(near, name.substring(PREFIX.length()), share(now, name, name + LIMIT)));
        tell(near, "descriptors", share(now, "process_open_fds", "process_max_fds"));
        tell(near, "live heap", now.sum("jvm_memory_usage_after_gc"));
        return near;
    }

    private static OptionalDouble share(Scrape now, String used, String limit) {
        OptionalDouble most = now.sum(limit);
        OptionalDouble is = now.sum(used);
        return is.isEmpty() || most.isEmpty() || most.getAsDouble() <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(is.getAsDouble() / most.getAsDouble());
    }

    private static void tell(List<String> notes, String what, OptionalDouble share) {
        if (share.isPresent() && share.getAsDouble() >= NEAR) {
            notes.add(String.format(
                    Locale.ROOT, "%s at %.0f%% of the limit", what.replace('_', ' '), 100 * share.getAsDouble()));
        }
    }

    private static void tell(List<String> notes, String what, Map<String, Double> rates) {
        rates.forEach((why, rate) -> notes.add(what + " " + Amounts.count(rate) + "/s: " + why));
    }

    /** The sum of a figure over all nodes that report it. */
    static double total(OptionalDouble... values) {
        return Arrays.stream(values)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sum();
    }
}
