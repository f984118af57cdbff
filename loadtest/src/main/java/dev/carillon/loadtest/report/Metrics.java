package dev.carillon.loadtest.report;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Metric.Better;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** All figures that have a name, for each kind of workload, in the order in which people read them. */
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

    /** The figures that a run of {@code workload} has. */
    static List<Metric> of(Workload workload) {
        Metrics all = new Metrics();
        all.addConnections();
        switch (workload) {
            case Workload.Idle idle -> {}
            case Workload.Fanout fanout -> all.addDeliveries(fanout);
            case Workload.Echo echo -> all.addEchoes();
            case Workload.Churn churn -> all.addReturns(Metrics::returns);
            case Workload.Storm storm -> all.addReturns(Metrics::returns);
        }
        all.addKeepAlives();
        all.addTester();
        return List.copyOf(all.metrics);
    }

    private void addConnections() {
        Of<Report> report = new Of<>(Function.identity());
        Of<OpeningTally> opening = new Of<>(each -> each.tally().opening());
        Basis opened = opening.basis("connection", tally -> tally.opened.count());
        metrics.add(new Metric(
                OPENED,
                Unit.COUNT,
                Better.HIGHER,
                each -> each.tally().opening().opened.count(),
                Basis.ALWAYS,
                Optional.of(each -> each.plan().socketsAtStart())));
        opening.add("open.rate", Unit.RATE, Better.HIGHER, Metrics::openRate, opened);
        Basis attempts = opening.basis("attempt", tally -> tally.failures.total() + tally.opened.count());
        opening.part("failed", Better.LOWER, tally -> tally.failures.total(), attempts);
        report.part(
                LOST_CONNECTIONS,
                Better.LOWER,
                each -> each.tally().closes().unexpected.total(),
                opened);
    }

    private void addDeliveries(Workload.Fanout fanout) {
        Of<DeliveryTally> deliveries = new Of<>(Metrics::deliveries);
        Basis due = deliveries.basis("publication", DeliveryTally::due);
        Basis expected = deliveries.basis("delivery", tally -> tally.expected.count());
        Basis timed = deliveries.basis("delivery", tally -> tally.fromIntended.getTotalCount());
        deliveries.count(PUBLISHED, Better.NEITHER, tally -> tally.sent.count(), Basis.ALWAYS);
        deliveries.count(POSTPONED, Better.LOWER, tally -> tally.postponed.count(), due);
        deliveries.count(REFUSED, Better.LOWER, tally -> tally.refused.count(), due);
        deliveries.add("reach", Unit.PERCENT, Better.HIGHER, Metrics::reach, expected);
        deliveries.part("delivered", Better.NEITHER, tally -> tally.seen.count(), expected);
        addDefects(List.of(Defect.values()), deliveries, expected);
        new Of<>(Function.identity()).add("delivery.rate", Unit.RATE, Better.HIGHER, Metrics::deliveryRate, timed);
        deliveries.percentiles("delivery", "delivery", tally -> tally.fromIntended);
        deliveries.percentiles("delivery.sent", "delivery", tally -> tally.fromSent);
        if (fanout.canaries() > 0) {
            new Of<>(Report::canaryLatencies)
                    .percentiles("canary", "delivery", canaries -> canaries.orElseGet(Latencies::histogram));
        }
        deliveries.percentiles("spread", "publication", tally -> tally.spread.shown());
        deliveries.percentiles("publish.late", "publication", Better.NEITHER, tally -> tally.sendDelay);
        fanout.breaks().ifPresent(some -> addResumes());
        fanout.scenario().ifPresent(scenario -> {
            for (int i = 0; i < scenario.phases().size(); i++) {
                addPhase(phase(scenario.phases().get(i)), i);
            }
        });
    }

    private <T extends SequenceTally> void addDefects(List<Defect> defects, Of<T> messages, Basis all) {
        defects.forEach(defect -> messages.part(
                defect.text(), Better.LOWER, tally -> tally.defect(defect).count(), all));
    }

    private void addPhase(String name, int number) {
        Of<PhaseTally> phase =
                new Of<>(report -> deliveries(report).phases.all().get(number));
        Basis expected = phase.basis("delivery", tally -> tally.expected.count());
        Basis took = phase.basis("second", tally -> tally.hasEnded() ? 1 : 0);
        phase.count(name + PUBLISHED, Better.NEITHER, tally -> tally.published.count(), took);
        phase.part(name + "delivered", Better.NEITHER, tally -> tally.seen.count(), expected);
        phase.part(name + "lost", Better.LOWER, tally -> tally.lost.count(), expected);
        phase.count(name + OPENED, Better.NEITHER, tally -> tally.opened.count(), took);
        Basis there = phase.basis("connection", PhaseTally::everOpen);
        phase.count(name + LOST_CONNECTIONS, Better.LOWER, tally -> tally.closedEarly.count(), there);
        phase.count(name + MISSING, Better.LOWER, tally -> tally.missing.count(), took);
        phase.percentiles(name + "delivery", "delivery", tally -> tally.latency);
    }

    /** The prefix of the names of the figures of a phase. */
    static String phase(Phase phase) {
        return "phase." + phase.name() + ".";
    }

    private void addEchoes() {
        Of<EchoTally> echoes = new Of<>(report -> (EchoTally) report.tally().work());
        Basis due = echoes.basis("message", EchoTally::due);
        echoes.count(PUBLISHED, Better.NEITHER, tally -> tally.sent.count(), Basis.ALWAYS);
        echoes.count(POSTPONED, Better.LOWER, tally -> tally.postponed.count(), due);
        echoes.part("echoed", Better.NEITHER, tally -> tally.seen.count(), due);
        addDefects(new EchoTally().defects(), echoes, due);
        echoes.percentiles("echo", "echo", tally -> tally.fromIntended);
        echoes.percentiles("echo.sent", "echo", tally -> tally.fromSent);
        echoes.percentiles("send.late", "message", Better.NEITHER, tally -> tally.sendDelay);
    }

    private void addReturns(Function<Report, ReturnTally> of) {
        Of<ReturnTally> returns = new Of<>(of);
        Basis gone = returns.basis("connection", tally -> tally.gone.count());
        returns.part("gone", Better.NEITHER, tally -> tally.gone.count(), gone);
        returns.part("back", Better.HIGHER, tally -> tally.back.count(), gone);
        returns.part(MISSING, Better.LOWER, ReturnTally::missing, gone);
        returns.add("back.busiest", Unit.RATE, Better.HIGHER, ReturnTally::busiestSecond, gone);
        returns.percentiles("away", "return", tally -> tally.away);
        returns.percentiles("handshake", "handshake", tally -> tally.opening.handshakes);
    }

    private void addResumes() {
        addReturns(report -> resume(report).returns);
        Of<ResumeTally> resumes = new Of<>(Metrics::resume);
        Basis back = resumes.basis("return", tally -> tally.returns.back.count());
        resumes.part("recovered", Better.HIGHER, tally -> tally.recovered.count(), back);
        resumes.part("unrecovered", Better.LOWER, tally -> tally.unrecovered.count(), back);
        resumes.percentiles("caughtup", "return", tally -> tally.caughtUp);
    }

    private void addKeepAlives() {
        Of<KeepAliveTally> keepAlives = new Of<>(report -> report.tally().keepAlives());
        Basis sent = keepAlives.basis("keep-alive", tally -> tally.sent.count());
        Basis silences = keepAlives.basis("silence", tally -> tally.silences.count());
        keepAlives.percentiles("keepalive", "answer", tally -> tally.roundTrips);
        keepAlives.part("keepalive.unanswered", Better.LOWER, tally -> tally.unanswered.count(), sent);
        keepAlives.part("keepalive.overdue", Better.LOWER, tally -> tally.overdue.count(), silences);
        keepAlives.add(
                "silence.max",
                Unit.DURATION,
                Better.NEITHER,
                tally -> tally.longestSilenceNanos() / Figures.NANOS_PER_MILLI,
                silences);
    }

    /** For figures of the tester itself, which are neither better nor worse. */
    private void addTester() {
        Of<LoopTally> loops = new Of<>(report -> report.tally().loops());
        Of<ProcessWatch.Use> process = new Of<>(Report::process);
        Basis rounds = loops.basis("round", tally -> tally.lateness.getTotalCount());
        loops.percentiles("tester.late", "round", Better.NEITHER, tally -> tally.lateness);
        loops.add("tester.busy", Unit.PERCENT, Better.NEITHER, tally -> 100 * tally.busiest.value(), rounds);
        process.add("tester.cpu", Unit.PERCENT, Better.NEITHER, use -> 100 * use.cores(), Basis.ALWAYS);
        process.add("tester.gc", Unit.DURATION, Better.NEITHER, use -> millis(use.collecting()), Basis.ALWAYS);
        process.add("tester.gc.max", Unit.DURATION, Better.NEITHER, use -> millis(use.longest()), Basis.ALWAYS);
    }

    // ---- how figures are made

    /** The figures of one part of a report. */
    private final class Of<T> {
        private final Function<Report, T> part;

        Of(Function<Report, T> part) {
            this.part = part;
        }

        Basis basis(String noun, ToLongFunction<T> count) {
            return new Basis(noun, report -> count.applyAsLong(part.apply(report)));
        }

        void add(String name, Unit unit, Better better, ToDoubleFunction<T> value, Basis basis) {
            metrics.add(new Metric(name, unit, better, value(value), basis, Optional.empty()));
        }

        void count(String name, Better better, ToDoubleFunction<T> value, Basis basis) {
            add(name, Unit.COUNT, better, value, basis);
        }

        /** For a share of a whole. */
        void part(String name, Better better, ToDoubleFunction<T> value, Basis whole) {
            metrics.add(
                    new Metric(name, Unit.COUNT, better, value(value), whole, Optional.of(whole.count()::applyAsLong)));
        }

        void percentiles(String name, String noun, Function<T, Histogram> histogram) {
            percentiles(name, noun, Better.LOWER, histogram);
        }

        /** @param noun for one of the measurements */
        void percentiles(String name, String noun, Better better, Function<T, Histogram> histogram) {
            Basis basis = basis(noun, tally -> histogram.apply(tally).getTotalCount());
            Percentile.ALL.forEach(percentile -> add(
                    name + "." + percentile.name(),
                    Unit.DURATION,
                    better,
                    tally -> histogram.apply(tally).getValueAtPercentile(percentile.value()) / Figures.NANOS_PER_MILLI,
                    basis));
        }

        private ToDoubleFunction<Report> value(ToDoubleFunction<T> value) {
            return report -> value.applyAsDouble(part.apply(report));
        }
    }

    /** Only runs that publish have such figures. */
    private static DeliveryTally deliveries(Report report) {
        return (DeliveryTally) report.tally().work();
    }

    private static ReturnTally returns(Report report) {
        return (ReturnTally) report.tally().work();
    }

    private static ResumeTally resume(Report report) {
        return deliveries(report).resume.orElseThrow();
    }

    private static double openRate(OpeningTally opening) {
        return opening.tookNanos() == 0 ? 0 : opening.opened.count() * NANOS_PER_SECOND / opening.tookNanos();
    }

    private static double reach(DeliveryTally deliveries) {
        return deliveries.expected.count() == 0 ? 0 : 100.0 * deliveries.seen.count() / deliveries.expected.count();
    }

    private static double deliveryRate(Report report) {
        return deliveries(report).fromIntended.getTotalCount()
                * NANOS_PER_SECOND
                / report.plan().duration().toNanos();
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / Figures.NANOS_PER_MILLI;
    }
}
