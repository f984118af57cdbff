package dev.carillon.loadtest.report;

import static dev.carillon.loadtest.report.Metric.Better.HIGHER;
import static dev.carillon.loadtest.report.Metric.Better.LOWER;
import static dev.carillon.loadtest.report.Metric.Better.NEITHER;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Metric.Basis;
import dev.carillon.loadtest.report.Metric.Better;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** All figures with a name, for each kind of workload, in the order of the reports. */
final class Metrics {
    static final String OPENED = "opened";
    static final String LOST_CONNECTIONS = "closed.unexpected";
    static final String PUBLISHED = "published";
    static final String POSTPONED = "postponed";
    static final String REFUSED = "refused";
    static final String MISSING = "missing";

    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Metric> metrics = new ArrayList<>();

    private Metrics() {}

    /** Returns the figures of a run. */
    static List<Metric> of(Report report) {
        Metrics all = new Metrics();
        Histogram canaries = report.canaryLatencies().orElse(Latencies.NONE);
        all.addConnections(report.tally(), report.plan().socketsAtStart());
        all.addWork(report.tally(), report.plan().duration(), canaries);
        all.addTester(report.tally().loops(), report.process());
        return List.copyOf(all.metrics);
    }

    /** Returns the figures of a run with {@code workload} before anything was measured. */
    static List<Metric> of(Workload workload) {
        Metrics all = new Metrics();
        Tally nothing = Tally.of(workload);
        all.addConnections(nothing, 0);
        all.addWork(nothing, Duration.ZERO, Latencies.NONE);
        all.addTester(nothing.loops(), ProcessWatch.Use.NOTHING);
        return List.copyOf(all.metrics);
    }

    private void addConnections(Tally tally, int sockets) {
        OpeningTally opening = tally.opening();
        long opened = opening.opened.count();
        Basis connections = new Basis("connection", opened);
        Basis attempts = new Basis("attempt", opening.failures.total() + opened);
        metrics.add(new Metric(OPENED, Unit.COUNT, HIGHER, (double) opened, Basis.ALWAYS, OptionalDouble.of(sockets)));
        add("open.rate", Unit.RATE, HIGHER, perSecond(opened, opening.tookNanos()), connections);
        part("failed", LOWER, opening.failures.total(), attempts);
        part(LOST_CONNECTIONS, LOWER, tally.closes().unexpected.total(), connections);
    }

    private void addWork(Tally tally, Duration duration, Histogram canaries) {
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> addDeliveries(deliveries, duration, canaries);
            case EchoTally echoes -> addEchoes(echoes);
            case ReturnTally returns -> addReturns(returns);
        }
        addKeepAlives(tally.keepAlives());
    }

    private void addDeliveries(DeliveryTally deliveries, Duration duration, Histogram canaries) {
        Basis due = new Basis("publication", deliveries.due());
        Basis expected = new Basis("delivery", deliveries.expected.count());
        Basis timed = new Basis("delivery", deliveries.fromIntended.getTotalCount());
        count(PUBLISHED, NEITHER, deliveries.sent.count(), Basis.ALWAYS);
        count(POSTPONED, LOWER, deliveries.postponed.count(), due);
        count(REFUSED, LOWER, deliveries.refused.count(), due);
        double reach = Metric.percent(deliveries.seen.value(), deliveries.expected.value());
        add("reach", Unit.PERCENT, HIGHER, reach, expected);
        part("delivered", NEITHER, deliveries.seen.count(), expected);
        addDefects(deliveries, expected);
        add("delivery.rate", Unit.RATE, HIGHER, perSecond(timed.count(), duration.toNanos()), timed);
        percentiles("delivery", "delivery", LOWER, deliveries.fromIntended);
        percentiles("delivery.sent", "delivery", LOWER, deliveries.fromSent);
        if (deliveries.fanout().canaries() > 0) {
            percentiles("canary", "delivery", LOWER, canaries);
        }
        percentiles("spread", "publication", LOWER, deliveries.spread.shown());
        percentiles("publish.late", "publication", NEITHER, deliveries.sendDelay);
        deliveries.resume.ifPresent(this::addResumes);
        deliveries.fanout().scenario().ifPresent(scenario -> {
            List<PhaseTally> phases = deliveries.phases.all();
            for (int i = 0; i < phases.size(); i++) {
                addPhase(phase(scenario.phases().get(i)), phases.get(i));
            }
        });
    }

    private void addDefects(SequenceTally messages, Basis all) {
        messages.defects()
                .forEach(defect ->
                        part(defect.text(), LOWER, messages.defect(defect).count(), all));
    }

    private void addPhase(String name, PhaseTally phase) {
        Basis expected = new Basis("delivery", phase.expected.count());
        Basis took = new Basis("second", phase.hasEnded() ? 1 : 0);
        count(name + PUBLISHED, NEITHER, phase.published.count(), took);
        part(name + "delivered", NEITHER, phase.seen.count(), expected);
        part(name + "lost", LOWER, phase.lost.count(), expected);
        count(name + OPENED, NEITHER, phase.opened.count(), took);
        count(name + LOST_CONNECTIONS, LOWER, phase.closedEarly.count(), new Basis("connection", phase.everOpen()));
        count(name + MISSING, LOWER, phase.missing.count(), took);
        percentiles(name + "delivery", "delivery", LOWER, phase.latency);
    }

    /** Returns the prefix of the names of a phase's figures. */
    static String phase(Phase phase) {
        return "phase." + phase.name() + ".";
    }

    private void addEchoes(EchoTally echoes) {
        Basis due = new Basis("message", echoes.due());
        count(PUBLISHED, NEITHER, echoes.sent.count(), Basis.ALWAYS);
        count(POSTPONED, LOWER, echoes.postponed.count(), due);
        part("echoed", NEITHER, echoes.seen.count(), due);
        addDefects(echoes, due);
        percentiles("echo", "echo", LOWER, echoes.fromIntended);
        percentiles("echo.sent", "echo", LOWER, echoes.fromSent);
        percentiles("send.late", "message", NEITHER, echoes.sendDelay);
    }

    private void addReturns(ReturnTally returns) {
        Basis gone = new Basis("connection", returns.gone.count());
        part("gone", NEITHER, returns.gone.count(), gone);
        part("back", HIGHER, returns.back.count(), gone);
        part(MISSING, LOWER, returns.missing(), gone);
        add("back.busiest", Unit.RATE, HIGHER, (double) returns.busiestSecond(), gone);
        percentiles("away", "return", LOWER, returns.away);
        percentiles("handshake", "handshake", LOWER, returns.opening.handshakes);
    }

    private void addResumes(ResumeTally resume) {
        addReturns(resume.returns);
        Basis back = new Basis("return", resume.returns.back.count());
        part("recovered", HIGHER, resume.recovered.count(), back);
        part("unrecovered", LOWER, resume.unrecovered.count(), back);
        percentiles("caughtup", "return", LOWER, resume.caughtUp);
    }

    private void addKeepAlives(KeepAliveTally keepAlives) {
        Basis sent = new Basis("keep-alive", keepAlives.sent.count());
        Basis silences = new Basis("silence", keepAlives.silences.count());
        percentiles("keepalive", "answer", LOWER, keepAlives.roundTrips);
        part("keepalive.unanswered", LOWER, keepAlives.unanswered.count(), sent);
        part("keepalive.overdue", LOWER, keepAlives.overdue.count(), silences);
        duration("silence.max", NEITHER, keepAlives.longestSilenceNanos(), silences);
    }

    /** Adds the figures of the tester itself. None of them counts as better or worse. */
    private void addTester(LoopTally loops, ProcessWatch.Use process) {
        percentiles("tester.late", "round", NEITHER, loops.lateness);
        Basis rounds = new Basis("round", loops.lateness.getTotalCount());
        add("tester.busy", Unit.PERCENT, NEITHER, 100 * loops.busiest.value(), rounds);
        add("tester.cpu", Unit.PERCENT, NEITHER, 100 * process.cores(), Basis.ALWAYS);
        duration("tester.gc", NEITHER, process.collecting().toNanos(), Basis.ALWAYS);
        duration("tester.gc.max", NEITHER, process.longest().toNanos(), Basis.ALWAYS);
    }

    // ---- how figures are made

    private void add(String name, Unit unit, Better better, double value, Basis basis) {
        metrics.add(new Metric(name, unit, better, value, basis, OptionalDouble.empty()));
    }

    private void count(String name, Better better, long count, Basis basis) {
        add(name, Unit.COUNT, better, (double) count, basis);
    }

    private void duration(String name, Better better, long nanos, Basis basis) {
        add(name, Unit.DURATION, better, nanos / Figures.NANOS_PER_MILLI, basis);
    }

    /** Adds a count that is a part of a whole. */
    private void part(String name, Better better, long count, Basis whole) {
        metrics.add(
                new Metric(name, Unit.COUNT, better, (double) count, whole, OptionalDouble.of((double) whole.count())));
    }

    /**
     * Adds all percentiles of a histogram of nanoseconds.
     *
     * @param noun for one measurement
     */
    private void percentiles(String name, String noun, Better better, Histogram histogram) {
        Basis basis = new Basis(noun, histogram.getTotalCount());
        Percentile.ALL.forEach(
                percentile -> duration(name + "." + percentile.name(), better, percentile.of(histogram), basis));
    }

    private static double perSecond(long count, long nanos) {
        return nanos == 0 ? 0 : count * NANOS_PER_SECOND / nanos;
    }
}
