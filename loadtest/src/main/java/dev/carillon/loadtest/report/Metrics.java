package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.Latencies;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Metric.Better;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** All figures that have a name, for each kind of workload, in the order in which people read them. */
final class Metrics {
    static final String OPENED = "opened";
    static final String LOST_CONNECTIONS = "closed.unexpected";
    static final String PUBLISHED = "published";
    static final String POSTPONED = "postponed";
    static final String REFUSED = "refused";
    static final String MISSING = "missing";

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Percentiles by the end of their name. */
    private static final Map<String, Double> PERCENTILES =
            new TreeMap<>(Map.of("p50", 50.0, "p90", 90.0, "p99", 99.0, "p99.9", 99.9, "p99.99", 99.99));

    private final List<Metric> metrics = new ArrayList<>();

    private Metrics() {}

    /** The figures that a run of {@code workload} has. */
    static List<Metric> of(Workload workload) {
        Metrics all = new Metrics();
        all.addConnections();
        switch (workload) {
            case Workload.Idle idle -> {}
            case Workload.Fanout fanout -> {
                all.addDeliveries(fanout);
                fanout.scenario().ifPresent(all::addPhases);
            }
            case Workload.Echo echo -> all.addEchoes();
            case Workload.Churn churn -> all.addReturns();
            case Workload.Storm storm -> all.addReturns();
        }
        all.addKeepAlives();
        all.addTester();
        return List.copyOf(all.metrics);
    }

    private void addConnections() {
        count(OPENED, Better.HIGHER, Metrics::opened, report -> report.plan().socketsAtStart());
        add("open.rate", Unit.RATE, Better.HIGHER, Metrics::openRate);
        count("failed", Better.LOWER, Metrics::failed, report -> failed(report) + opened(report));
        count(LOST_CONNECTIONS, Better.LOWER, report -> report.tally().closes().unexpectedCount(), Metrics::opened);
    }

    private void addDeliveries(Workload.Fanout fanout) {
        add(PUBLISHED, Unit.COUNT, Better.NEITHER, deliveries(DeliveryTally::published));
        add(POSTPONED, Unit.COUNT, Better.LOWER, deliveries(DeliveryTally::postponed));
        add(REFUSED, Unit.COUNT, Better.LOWER, deliveries(DeliveryTally::refused));
        add("reach", Unit.PERCENT, Better.HIGHER, deliveries(Metrics::reach));
        delivered("delivered", Better.NEITHER, DeliveryTally::seen);
        delivered("lost", Better.LOWER, DeliveryTally::lost);
        delivered("duplicated", Better.LOWER, DeliveryTally::duplicated);
        delivered("reordered", Better.LOWER, DeliveryTally::reordered);
        delivered("garbled", Better.LOWER, DeliveryTally::garbled);
        delivered("misrouted", Better.LOWER, DeliveryTally::misrouted);
        add("delivery.rate", Unit.RATE, Better.HIGHER, Metrics::deliveryRate);
        percentiles("delivery", of(DeliveryTally::fromIntended));
        percentiles("delivery.sent", of(DeliveryTally::fromSent));
        if (fanout.canaries() > 0) {
            percentiles("canary", report -> report.canaryLatencies().orElseGet(Latencies::histogram));
        }
        percentiles("spread", of(deliveries -> deliveries.spread().histogram()));
        percentiles("publish.late", Better.NEITHER, of(DeliveryTally::sendDelay));
    }

    private void addPhases(Scenario scenario) {
        for (int i = 0; i < scenario.phases().size(); i++) {
            addPhase(phase(scenario.phases().get(i)), i);
        }
    }

    private void addPhase(String name, int i) {
        ToDoubleFunction<Report> expected = report -> phase(report, i).expected();
        add(
                name + PUBLISHED,
                Unit.COUNT,
                Better.NEITHER,
                report -> phase(report, i).published());
        count(name + "delivered", Better.NEITHER, report -> phase(report, i).seen(), expected);
        count(name + "lost", Better.LOWER, report -> phase(report, i).lost(), expected);
        add(
                name + OPENED,
                Unit.COUNT,
                Better.NEITHER,
                report -> phase(report, i).opened());
        add(
                name + LOST_CONNECTIONS,
                Unit.COUNT,
                Better.LOWER,
                report -> phase(report, i).closedEarly());
        add(name + MISSING, Unit.COUNT, Better.LOWER, report -> phase(report, i).missing());
        percentiles(name + "delivery", report -> phase(report, i).latency());
    }

    /** What the names of the figures of a phase begin with. */
    static String phase(Phase phase) {
        return "phase." + phase.name() + ".";
    }

    private static PhaseTally phase(Report report, int i) {
        return deliveries(report).phases().all().get(i);
    }

    private void addEchoes() {
        add(PUBLISHED, Unit.COUNT, Better.NEITHER, echoes(EchoTally::sent));
        add(POSTPONED, Unit.COUNT, Better.LOWER, echoes(EchoTally::postponed));
        echoed("echoed", Better.NEITHER, EchoTally::seen);
        echoed("lost", Better.LOWER, EchoTally::lost);
        echoed("duplicated", Better.LOWER, EchoTally::duplicated);
        echoed("reordered", Better.LOWER, EchoTally::reordered);
        echoed("garbled", Better.LOWER, EchoTally::garbled);
        percentiles("echo", report -> echo(report).fromIntended());
        percentiles("echo.sent", report -> echo(report).fromSent());
        percentiles("send.late", Better.NEITHER, report -> echo(report).sendDelay());
    }

    private void addReturns() {
        ToDoubleFunction<Report> gone = report -> returns(report).gone();
        count("gone", Better.NEITHER, gone, gone);
        count("back", Better.HIGHER, report -> returns(report).back(), gone);
        count(MISSING, Better.LOWER, report -> returns(report).missing(), gone);
        add("back.busiest", Unit.RATE, Better.HIGHER, report -> returns(report).busiestSecond());
        percentiles("away", report -> returns(report).away());
        percentiles("handshake", report -> returns(report).opening().handshakes());
    }

    private void addKeepAlives() {
        percentiles("keepalive", report -> report.tally().keepAlives().roundTrips());
        count(
                "keepalive.unanswered",
                Better.LOWER,
                keepAlives(KeepAliveTally::unanswered),
                keepAlives(KeepAliveTally::sent));
        count("keepalive.overdue", Better.LOWER, keepAlives(KeepAliveTally::overdue), keepAlives(KeepAliveTally::sent));
        add(
                "silence.max",
                Unit.DURATION,
                Better.NEITHER,
                report -> millis(report.tally().keepAlives().longestSilenceNanos()));
    }

    /** Of the tester itself, which is no better or worse than it must be. */
    private void addTester() {
        percentiles(
                "tester.late", Better.NEITHER, report -> report.tally().loops().lateness());
        add(
                "tester.busy",
                Unit.PERCENT,
                Better.NEITHER,
                report -> 100 * report.tally().loops().busiest());
        add(
                "tester.cpu",
                Unit.PERCENT,
                Better.NEITHER,
                report -> 100 * report.process().cores());
        add(
                "tester.gc",
                Unit.DURATION,
                Better.NEITHER,
                report -> millis(report.process().collecting()));
        add(
                "tester.gc.max",
                Unit.DURATION,
                Better.NEITHER,
                report -> millis(report.process().longest()));
    }

    // ---- how figures are made

    private void add(String name, Unit unit, Better better, ToDoubleFunction<Report> value) {
        metrics.add(new Metric(name, unit, better, value, Optional.empty()));
    }

    private void count(String name, Better better, ToDoubleFunction<Report> value, ToDoubleFunction<Report> whole) {
        metrics.add(new Metric(name, Unit.COUNT, better, value, Optional.of(whole)));
    }

    private void delivered(String name, Better better, ToDoubleFunction<DeliveryTally> value) {
        count(name, better, deliveries(value), deliveries(DeliveryTally::expected));
    }

    private void echoed(String name, Better better, ToDoubleFunction<EchoTally> value) {
        count(name, better, echoes(value), echoes(EchoTally::sent));
    }

    private void percentiles(String name, Function<Report, Histogram> histogram) {
        percentiles(name, Better.LOWER, histogram);
    }

    private void percentiles(String name, Better better, Function<Report, Histogram> histogram) {
        PERCENTILES.forEach((end, percentile) -> add(
                name + "." + end,
                Unit.DURATION,
                better,
                report -> millis(histogram.apply(report).getValueAtPercentile(percentile))));
        add(
                name + ".max",
                Unit.DURATION,
                better,
                report -> millis(histogram.apply(report).getMaxValue()));
    }

    private static ToDoubleFunction<Report> deliveries(ToDoubleFunction<DeliveryTally> value) {
        return report -> value.applyAsDouble(deliveries(report));
    }

    private static Function<Report, Histogram> of(Function<DeliveryTally, Histogram> histogram) {
        return report -> histogram.apply(deliveries(report));
    }

    private static ToDoubleFunction<Report> keepAlives(ToDoubleFunction<KeepAliveTally> value) {
        return report -> value.applyAsDouble(report.tally().keepAlives());
    }

    /** Only runs that publish have such figures. */
    private static DeliveryTally deliveries(Report report) {
        return (DeliveryTally) report.tally().work();
    }

    private static ToDoubleFunction<Report> echoes(ToDoubleFunction<EchoTally> value) {
        return report -> value.applyAsDouble(echo(report));
    }

    private static EchoTally echo(Report report) {
        return (EchoTally) report.tally().work();
    }

    private static ReturnTally returns(Report report) {
        return (ReturnTally) report.tally().work();
    }

    private static double opened(Report report) {
        return report.tally().opening().opened();
    }

    private static double failed(Report report) {
        return report.tally().opening().failureCount();
    }

    private static double openRate(Report report) {
        long nanos = report.tally().opening().tookNanos();
        return nanos == 0 ? 0 : opened(report) * NANOS_PER_SECOND / nanos;
    }

    private static double reach(DeliveryTally deliveries) {
        return deliveries.expected() == 0 ? 0 : 100.0 * deliveries.seen() / deliveries.expected();
    }

    private static double deliveryRate(Report report) {
        return deliveries(report).fromIntended().getTotalCount()
                * NANOS_PER_SECOND
                / report.plan().duration().toNanos();
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    private static double millis(Duration duration) {
        return millis(duration.toNanos());
    }
}
