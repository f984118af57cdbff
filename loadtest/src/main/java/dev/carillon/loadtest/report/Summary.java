package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.connect.Thousands;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.measure.SlowTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.report.Expectation.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The run as a page in the terminal: one sentence for whoever decides, then a table for whoever must find out why. */
public final class Summary {
    private static final int LABEL_WIDTH = 13;
    private static final int ROW_LABEL_WIDTH = 22;
    private static final int FIGURE_WIDTH = 9;

    private final StringBuilder page = new StringBuilder();
    private final Report report;
    private final Tally tally;

    private Summary(Report report) {
        this.report = report;
        this.tally = report.tally();
    }

    public static String of(Report report, Verdict verdict) {
        return new Summary(report).page(verdict);
    }

    private String page(Verdict verdict) {
        page.append(Headline.of(report, verdict)).append('\n');
        verdict.reasons().forEach(reason -> page.append("  - ").append(reason).append('\n'));
        verdict.remarks().forEach(remark -> page.append("  - ").append(remark).append('\n'));
        page.append('\n');
        addPlan(report.plan());
        addOpening();
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> addDeliveries(deliveries);
            case EchoTally echoes -> addEchoes(echoes);
            case ReturnTally returns -> addReturns(returns);
        }
        addKeepAlives(tally.keepAlives());
        addCloses();
        report.server().ifPresent(this::addServer);
        addTester(verdict.valid());
        addExpectations(verdict.judgements());
        return page.toString();
    }

    private void addPlan(Plan plan) {
        line("target", plan.target() + ", measured for " + Durations.text(plan.duration()));
    }

    private void addOpening() {
        OpeningTally opening = tally.opening();
        line(
                "connections",
                "%s of %s opened in %s (%s) from %s"
                        .formatted(
                                Figures.count(opening.opened()),
                                Figures.count(report.plan().socketsAtStart()),
                                Figures.seconds(opening.tookNanos()),
                                Figures.perSecond(opening.opened(), opening.tookNanos()),
                                Figures.counted(report.plan().opening().local().size(), "local address")));
        line("", "failed attempts: " + counts(opening.failures(), "%s %s"));
        if (opening.skippedPorts() > 0) {
            line("", Figures.counted(opening.skippedPorts(), "local port") + " in use by others, skipped");
        }
        line("", "handshake " + brief(opening.handshakes()));
        Thousands thousands = opening.thousands();
        if (thousands.isKnown()) {
            line("", "1,000 on a loop: first %s, last %s".formatted(text(thousands.first()), text(thousands.last())));
        }
    }

    private void addDeliveries(DeliveryTally deliveries) {
        Fanout fanout = deliveries.fanout();
        line(
                "published",
                "%s of %s by %s on %s"
                        .formatted(
                                Figures.count(deliveries.published()),
                                Figures.counted(fanout.size(), "byte"),
                                Figures.counted(fanout.publishers(), "publisher"),
                                Figures.counted(fanout.topics(), "topic")));
        long timed = deliveries.fromIntended().getTotalCount();
        line(
                "delivered",
                "%s of %s expected; timed %s (%s)"
                        .formatted(
                                Figures.count(deliveries.seen()),
                                Figures.count(deliveries.expected()),
                                Figures.count(timed),
                                Figures.perSecond(
                                        timed, report.plan().duration().toNanos())));
        line(
                "",
                "lost %s, duplicated %s, reordered %s, garbled %s, misrouted %s; of others %s"
                        .formatted(
                                Figures.count(deliveries.lost()),
                                Figures.count(deliveries.duplicated()),
                                Figures.count(deliveries.reordered()),
                                Figures.count(deliveries.garbled()),
                                Figures.count(deliveries.misrouted()),
                                Figures.count(deliveries.foreign())));
        addLatencies(deliveries);
        addSlow(deliveries.slow());
        addPhases();
    }

    private void addPhases() {
        List<PhaseRow> phases = PhaseRow.of(report);
        if (phases.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>(List.of(PhaseRow.HEADS));
        phases.forEach(phase -> rows.add(phase.cells()));
        List<String> lines = aligned(rows);
        line("phases, ms", lines.getFirst());
        lines.stream().skip(1).forEach(phase -> line("", phase));
    }

    /** Each column as wide as its widest cell; the names of the rows to the left, the figures to the right. */
    private static List<String> aligned(List<List<String>> rows) {
        String format = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> (column == 0 ? "%-" : "  %") + width(rows, column) + "s")
                .collect(Collectors.joining());
        return rows.stream().map(row -> format.formatted(row.toArray())).toList();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
    }

    private void addSlow(SlowTally slow) {
        if (slow.readers() > 0) {
            line(
                    "slow",
                    "%s took %s with %s; the server closed %s: %s"
                            .formatted(
                                    Figures.counted(slow.readers(), "reader"),
                                    Figures.counted(slow.messages(), "message"),
                                    Figures.counted(slow.bytes(), "byte"),
                                    Figures.count(slow.closedCount()),
                                    counts(slow.closed(), "%s with %s")));
        }
        if (slow.again() > 0) {
            line("", Figures.count(slow.again()) + " of those came again");
        }
    }

    private void addEchoes(EchoTally echoes) {
        long timed = echoes.fromIntended().getTotalCount();
        line(
                "echoed",
                "%s of %s; timed %s (%s)"
                        .formatted(
                                Figures.count(echoes.seen()),
                                Figures.count(echoes.sent()),
                                Figures.count(timed),
                                Figures.perSecond(
                                        timed, report.plan().duration().toNanos())));
        line(
                "",
                "lost %s, duplicated %s, reordered %s, garbled %s; of others %s"
                        .formatted(
                                Figures.count(echoes.lost()),
                                Figures.count(echoes.duplicated()),
                                Figures.count(echoes.reordered()),
                                Figures.count(echoes.garbled()),
                                Figures.count(echoes.foreign())));
        line("trip, ms", row("", List.of("p50", "p90", "p99", "p99.9", "max")));
        line("", row("from when it was due", percentiles(echoes.fromIntended())));
        line("", row("from when it was sent", percentiles(echoes.fromSent())));
        line("", row("sent later than due", percentiles(echoes.sendDelay())));
    }

    private void addReturns(ReturnTally returns) {
        line(
                "came again",
                "%s of %s that ended, at most %s in one second; failed attempts: %s"
                        .formatted(
                                Figures.count(returns.back()),
                                Figures.count(returns.gone()),
                                Figures.count(returns.busiestSecond()),
                                counts(returns.opening().failures(), "%s %s")));
        line("", row("", List.of("p50", "p90", "p99", "p99.9", "max")));
        line("", row("away, ms", percentiles(returns.away())));
        line("", row("its handshake, ms", percentiles(returns.opening().handshakes())));
    }

    private void addLatencies(DeliveryTally deliveries) {
        line("latency, ms", row("", List.of("p50", "p90", "p99", "p99.9", "p99.99", "max")));
        line("", row("from when it was due", percentiles(deliveries.fromIntended())));
        line("", row("from when it was sent", percentiles(deliveries.fromSent())));
        line("", row("first to last reader", percentiles(deliveries.spread().histogram())));
        report.canaryLatencies().ifPresent(canaries -> line("", row("canaries, from due", percentiles(canaries))));
        line("", row("sent later than due", percentiles(deliveries.sendDelay())));
    }

    private void addKeepAlives(KeepAliveTally keepAlives) {
        KeepAlive plan = report.plan().keepAlive();
        line(
                "keep-alive",
                "%s sent, %s; longest silence %s of %s"
                        .formatted(
                                Figures.count(keepAlives.sent()),
                                plan.by().isAnswered() ? answersTo(keepAlives) : "with no answer to come",
                                Figures.seconds(keepAlives.longestSilenceNanos()),
                                Figures.seconds(plan.interval().toNanos())));
    }

    private static String answersTo(KeepAliveTally keepAlives) {
        return "%s answered in %s (p99), %s not"
                .formatted(
                        Figures.count(keepAlives.answered()),
                        Figures.millis(keepAlives.roundTrips().getValueAtPercentile(99)),
                        Figures.count(keepAlives.unanswered()));
    }

    private void addCloses() {
        line(
                "closed",
                "%s by us and answered, %s not answered in time; before that: %s"
                        .formatted(
                                Figures.count(tally.closes().clean()),
                                Figures.count(tally.closes().unanswered()),
                                counts(tally.closes().unexpected(), "%s with %s")));
    }

    private void addServer(ServerWatch.Use server) {
        line(
                "server",
                "%s of a core while measuring, %s us for each connection opened; resident %s"
                        .formatted(
                                Figures.percent((double) server.measuring().toNanos()
                                        / report.plan().duration().toNanos()),
                                Figures.count(Math.round(report.serverNanosPerOpened(server) / 1000)),
                                resident(server)));
        if (tally.work() instanceof DeliveryTally deliveries) {
            line(
                    "",
                    "%s deliveries a second of its processor time"
                            .formatted(Figures.count(Math.round(Report.perServerCpuSecond(deliveries, server)))));
        }
    }

    private static String resident(ServerWatch.Use server) {
        return server.residentOpen() == 0
                ? "unknown, which only Linux tells"
                : "%s MiB, with all open %s MiB, at the end %s MiB"
                        .formatted(
                                Figures.count(server.residentBefore() >> 20),
                                Figures.count(server.residentOpen() >> 20),
                                Figures.count(server.residentEnd() >> 20));
    }

    private void addTester(boolean valid) {
        LoopTally loops = tally.loops();
        line(
                "tester",
                "%s: %s on the %s lane, busiest %s of a core, late by %s (p99), %s (max)"
                        .formatted(
                                valid ? "VALID" : "INVALID",
                                Figures.counted(report.plan().loops(), "loop"),
                                report.lane(),
                                Figures.percent(loops.busiest()),
                                Figures.millis(loops.lateness().getValueAtPercentile(99)),
                                Figures.millis(loops.lateness().getMaxValue())));
        line(
                "",
                "process: %s of a core, %s of garbage in %s ms, the longest %s ms"
                        .formatted(
                                Figures.percent(report.process().cores()),
                                Figures.counted(report.process().collections(), "collection"),
                                Figures.count(report.process().collecting().toMillis()),
                                Figures.count(report.process().longest().toMillis())));
        if (!report.workers().isEmpty()) {
            line(
                    "",
                    "%s: the busiest %s of a core; heap %s MiB, the largest %s MiB"
                            .formatted(
                                    Figures.counted(report.workers().size(), "worker"),
                                    Figures.percent(report.coresMax()),
                                    Figures.count(report.heapBytes() >> 20),
                                    Figures.count(report.heapBytesMax() >> 20)));
        }
        addAgents();
    }

    private void addAgents() {
        if (!report.agents().isEmpty()) {
            line(
                    "",
                    "%s (%s): latencies between machines are right to within %s"
                            .formatted(
                                    Figures.counted(report.agents().size(), "agent"),
                                    String.join(", ", report.agents()),
                                    Figures.millis(report.clockErrorNanos())));
        }
    }

    private void addExpectations(List<Judgement> judgements) {
        String label = "expected";
        for (Judgement judgement : judgements) {
            line(
                    label,
                    "%s, was %s: %s"
                            .formatted(judgement.expectation(), judgement.actual(), judgement.held() ? "yes" : "NO"));
            label = "";
        }
    }

    // ---- how it looks

    private static String brief(Histogram histogram) {
        return "%s (p50), %s (p99), %s (max)"
                .formatted(
                        Figures.millis(histogram.getValueAtPercentile(50)),
                        Figures.millis(histogram.getValueAtPercentile(99)),
                        Figures.millis(histogram.getMaxValue()));
    }

    private static String text(Thousands.Thousand thousand) {
        return "%s (%s of it system calls)"
                .formatted(Figures.seconds(thousand.nanos()), Figures.millis(thousand.callNanos()));
    }

    private void line(String label, String text) {
        page.append(label)
                .repeat(' ', LABEL_WIDTH - label.length())
                .append(text)
                .append('\n');
    }

    private static String row(String label, List<String> figures) {
        StringBuilder row = new StringBuilder(label).repeat(' ', ROW_LABEL_WIDTH - label.length());
        figures.forEach(
                figure -> row.repeat(' ', FIGURE_WIDTH - figure.length()).append(figure));
        return row.toString();
    }

    private static List<String> percentiles(Histogram histogram) {
        return Stream.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0)
                .map(percentile -> Figures.milliFigure(histogram.getValueAtPercentile(percentile)))
                .toList();
    }

    private static String counts(SortedMap<?, Long> counts, String format) {
        if (counts.isEmpty()) {
            return "none";
        }
        return counts.entrySet().stream()
                .map(entry -> format.formatted(Figures.count(entry.getValue()), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
