package dev.carillon.loadtest.report;

import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Metric.Better;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static final Basis CONNECTIONS =
            new Basis("connection", report -> report.tally().opening().opened());
    private static final Basis ATTEMPTS = new Basis("attempt", report -> (long) attempts(report));

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
                fanout.breaks().ifPresent(some -> all.addResumes());
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
        count(OPENED, Better.HIGHER, Metrics::opened, report -> report.plan().socketsAtStart(), Basis.ALWAYS);
        add("open.rate", Unit.RATE, Better.HIGHER, Metrics::openRate, CONNECTIONS);
        count("failed", Better.LOWER, Metrics::failed, Metrics::attempts, ATTEMPTS);
        count(
                LOST_CONNECTIONS,
                Better.LOWER,
                report -> report.tally().closes().unexpectedCount(),
                Metrics::opened,
                CONNECTIONS);
    }

    private void addDeliveries(Workload.Fanout fanout) {
        Basis due = new Basis("publication", report -> deliveries(report).due());
        Basis expected = new Basis("delivery", report -> deliveries(report).expected());
        add(PUBLISHED, Unit.COUNT, Better.NEITHER, deliveries(DeliveryTally::published), Basis.ALWAYS);
        add(POSTPONED, Unit.COUNT, Better.LOWER, deliveries(DeliveryTally::postponed), due);
        add(REFUSED, Unit.COUNT, Better.LOWER, deliveries(DeliveryTally::refused), due);
        add("reach", Unit.PERCENT, Better.HIGHER, deliveries(Metrics::reach), expected);
        delivered("delivered", Better.NEITHER, DeliveryTally::seen, expected);
        for (Defect defect : Defect.values()) {
            delivered(defect.text(), Better.LOWER, deliveries -> deliveries.defect(defect), expected);
        }
        add(
                "delivery.rate",
                Unit.RATE,
                Better.HIGHER,
                Metrics::deliveryRate,
                new Basis(
                        "delivery", report -> deliveries(report).fromIntended().getTotalCount()));
        percentiles("delivery", "delivery", of(DeliveryTally::fromIntended));
        percentiles("delivery.sent", "delivery", of(DeliveryTally::fromSent));
        if (fanout.canaries() > 0) {
            percentiles("canary", "delivery", report -> report.canaryLatencies().orElseGet(Latencies::histogram));
        }
        percentiles(
                "spread", "publication", of(deliveries -> deliveries.spread().shown()));
        percentiles("publish.late", "publication", Better.NEITHER, of(DeliveryTally::sendDelay));
    }

    private void addPhases(Scenario scenario) {
        for (int i = 0; i < scenario.phases().size(); i++) {
            addPhase(phase(scenario.phases().get(i)), i);
        }
    }

    private void addPhase(String name, int i) {
        ToDoubleFunction<Report> all = report -> phase(report, i).expected();
        Basis expected = new Basis("delivery", report -> phase(report, i).expected());
        Basis took = new Basis("second", report -> phase(report, i).hasEnded() ? 1 : 0);
        Basis there = new Basis("connection", report -> phase(report, i).everOpen());
        add(
                name + PUBLISHED,
                Unit.COUNT,
                Better.NEITHER,
                report -> phase(report, i).published(),
                took);
        count(name + "delivered", Better.NEITHER, report -> phase(report, i).seen(), all, expected);
        count(name + "lost", Better.LOWER, report -> phase(report, i).lost(), all, expected);
        add(
                name + OPENED,
                Unit.COUNT,
                Better.NEITHER,
                report -> phase(report, i).opened(),
                took);
        add(
                name + LOST_CONNECTIONS,
                Unit.COUNT,
                Better.LOWER,
                report -> phase(report, i).closedEarly(),
                there);
        add(name + MISSING, Unit.COUNT, Better.LOWER, report -> phase(report, i).missing(), took);
        percentiles(name + "delivery", "delivery", report -> phase(report, i).latency());
    }

    /** What the names of the figures of a phase begin with. */
    static String phase(Phase phase) {
        return "phase." + phase.name() + ".";
    }

    private static PhaseTally phase(Report report, int i) {
        return deliveries(report).phases().all().get(i);
    }

    private void addEchoes() {
        Basis due = new Basis("message", report -> echo(report).due());
        add(PUBLISHED, Unit.COUNT, Better.NEITHER, echoes(EchoTally::sent), Basis.ALWAYS);
        add(POSTPONED, Unit.COUNT, Better.LOWER, echoes(EchoTally::postponed), due);
        echoed("echoed", Better.NEITHER, EchoTally::seen, due);
        for (Defect defect : new EchoTally().defects()) {
            echoed(defect.text(), Better.LOWER, echoes -> echoes.defect(defect), due);
        }
        percentiles("echo", "echo", report -> echo(report).fromIntended());
        percentiles("echo.sent", "echo", report -> echo(report).fromSent());
        percentiles(
                "send.late", "message", Better.NEITHER, report -> echo(report).sendDelay());
    }

    private void addReturns() {
        ToDoubleFunction<Report> gone = report -> returns(report).gone();
        Basis basis = new Basis("connection", report -> returns(report).gone());
        count("gone", Better.NEITHER, gone, gone, basis);
        count("back", Better.HIGHER, report -> returns(report).back(), gone, basis);
        count(MISSING, Better.LOWER, report -> returns(report).missing(), gone, basis);
        add("back.busiest", Unit.RATE, Better.HIGHER, report -> returns(report).busiestSecond(), basis);
        percentiles("away", "return", report -> returns(report).away());
        percentiles(
                "handshake", "handshake", report -> returns(report).opening().handshakes());
    }

    private void addResumes() {
        addReturns();
        Basis back = new Basis("return", report -> returns(report).back());
        ToDoubleFunction<Report> all = report -> returns(report).back();
        count("recovered", Better.HIGHER, report -> resume(report).recovered(), all, back);
        count("unrecovered", Better.LOWER, report -> resume(report).unrecovered(), all, back);
        percentiles("caughtup", "return", report -> resume(report).caughtUp());
    }

    private void addKeepAlives() {
        Basis sent =
                new Basis("keep-alive", report -> report.tally().keepAlives().sent());
        Basis silences =
                new Basis("silence", report -> report.tally().keepAlives().silences());
        percentiles("keepalive", "answer", report -> report.tally().keepAlives().roundTrips());
        count(
                "keepalive.unanswered",
                Better.LOWER,
                keepAlives(KeepAliveTally::unanswered),
                keepAlives(KeepAliveTally::sent),
                sent);
        count(
                "keepalive.overdue",
                Better.LOWER,
                keepAlives(KeepAliveTally::overdue),
                keepAlives(KeepAliveTally::silences),
                silences);
        add(
                "silence.max",
                Unit.DURATION,
                Better.NEITHER,
                report -> millis(report.tally().keepAlives().longestSilenceNanos()),
                silences);
    }

    /** Of the tester itself, which is no better or worse than it must be. */
    private void addTester() {
        Basis rounds =
                new Basis("round", report -> report.tally().loops().lateness().getTotalCount());
        percentiles(
                "tester.late",
                "round",
                Better.NEITHER,
                report -> report.tally().loops().lateness());
        add(
                "tester.busy",
                Unit.PERCENT,
                Better.NEITHER,
                report -> 100 * report.tally().loops().busiest(),
                rounds);
        add(
                "tester.cpu",
                Unit.PERCENT,
                Better.NEITHER,
                report -> 100 * report.process().cores(),
                Basis.ALWAYS);
        add(
                "tester.gc",
                Unit.DURATION,
                Better.NEITHER,
                report -> millis(report.process().collecting()),
                Basis.ALWAYS);
        add(
                "tester.gc.max",
                Unit.DURATION,
                Better.NEITHER,
                report -> millis(report.process().longest()),
                Basis.ALWAYS);
    }

    // ---- how figures are made

    private void add(String name, Unit unit, Better better, ToDoubleFunction<Report> value, Basis basis) {
        metrics.add(new Metric(name, unit, better, value, basis, Optional.empty()));
    }

    private void count(
            String name, Better better, ToDoubleFunction<Report> value, ToDoubleFunction<Report> whole, Basis basis) {
        metrics.add(new Metric(name, Unit.COUNT, better, value, basis, Optional.of(whole)));
    }

    private void delivered(String name, Better better, ToDoubleFunction<DeliveryTally> value, Basis basis) {
        count(name, better, deliveries(value), deliveries(DeliveryTally::expected), basis);
    }

    private void echoed(String name, Better better, ToDoubleFunction<EchoTally> value, Basis basis) {
        count(name, better, echoes(value), echoes(EchoTally::due), basis);
    }

    private void percentiles(String name, String noun, Function<Report, Histogram> histogram) {
        percentiles(name, noun, Better.LOWER, histogram);
    }

    /** @param noun for one of the measurements */
    private void percentiles(String name, String noun, Better better, Function<Report, Histogram> histogram) {
        Basis basis = new Basis(noun, report -> histogram.apply(report).getTotalCount());
        Percentile.ALL.forEach(percentile -> add(
                name + "." + percentile.name(),
                Unit.DURATION,
                better,
                report -> millis(histogram.apply(report).getValueAtPercentile(percentile.value())),
                basis));
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
        return report.tally().work() instanceof ReturnTally returns
                ? returns
                : resume(report).returns();
    }

    private static ResumeTally resume(Report report) {
        return deliveries(report).resume().orElseThrow();
    }

    private static double opened(Report report) {
        return report.tally().opening().opened();
    }

    private static double failed(Report report) {
        return report.tally().opening().failureCount();
    }

    private static double attempts(Report report) {
        return failed(report) + opened(report);
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
