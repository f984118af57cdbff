package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.connect.FirstAndLastThousand;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.NodeTally;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.measure.SlowTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.report.Expectation.Judgement;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The run as a page in the terminal: one sentence for a reader that decides, then a table for one that must find out why. */
public final class Summary {
    /** The widths of the columns of latencies: the name of a row, and each figure. */
    private static final int ROW_NAME_WIDTH = 22;

    private static final int FIGURE_WIDTH = 7;

    private final Page page;
    private final Report report;
    private final Tally tally;

    private Summary(Report report, int width) {
        this.page = new Page(width);
        this.report = report;
        this.tally = report.tally();
    }

    /** With no line that is longer than {@code width}. */
    public static String of(Report report, Verdict verdict, int width) {
        return new Summary(report, width).page(verdict);
    }

    private String page(Verdict verdict) {
        page.paragraph(Headline.of(report, verdict));
        verdict.reasons().forEach(page::bullet);
        verdict.remarks().forEach(page::bullet);
        page.blank();
        addPlan(report.plan());
        addOpening();
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> addDeliveries(deliveries);
            case EchoTally echoes -> addEchoes(echoes);
            case ReturnTally returns -> addReturns(returns, List.of());
        }
        addKeepAlives(tally.keepAlives());
        addCloses();
        report.server().ifPresent(this::addServer);
        addTester(verdict.valid());
        addExpectations(verdict.judgements());
        return page.toString();
    }

    private void addPlan(Plan plan) {
        String measured =
                report.isMeasured() ? "measured for " + Durations.text(plan.duration()) : Figures.NOT_MEASURED;
        line("target", "%s, %s", plan.target(), measured);
    }

    private void addOpening() {
        OpeningTally opening = tally.opening();
        line(
                "connections",
                "%s of %s opened in %s (%s) from %s",
                opening.opened,
                report.plan().socketsAtStart(),
                Figures.seconds(opening.tookNanos()),
                Figures.perSecond(opening.opened.count(), opening.tookNanos()),
                Figures.counted(report.plan().opening().local().size(), "local address"));
        report.mostOpen()
                .ifPresent(most -> line(
                        "",
                        "at most %s of %s open at the end of a phase, besides %s",
                        most,
                        report.plan().connections(),
                        Figures.counted(report.plan().sockets() - report.plan().connections(), "publisher")));
        line("", "failed attempts: %s", counts(opening.failures.shown(), "%s %s"));
        if (opening.skippedPorts.count() > 0) {
            line("", "%s in use by others, skipped", Figures.counted(opening.skippedPorts.count(), "local port"));
        }
        line("", "handshake %s", brief(opening.handshakes));
        FirstAndLastThousand thousands = opening.thousands;
        if (thousands.isKnown()) {
            line("", "1,000 on a loop: first %s, last %s", text(thousands.first), text(thousands.last));
        }
    }

    private void addDeliveries(DeliveryTally deliveries) {
        Fanout fanout = deliveries.fanout();
        line(
                "published",
                "%s of %s by %s on %s",
                published(deliveries),
                Figures.counted(fanout.size(), "byte"),
                Figures.counted(fanout.publishers(), "publisher"),
                Figures.counted(fanout.topics(), "topic"));
        long timed = deliveries.fromIntended.getTotalCount();
        line(
                "delivered",
                "%s of %s expected; timed %s (%s)",
                deliveries.seen,
                deliveries.expected,
                timed,
                Figures.perSecond(timed, report.plan().duration().toNanos()));
        addDefects(deliveries);
        addLatencies(deliveries);
        deliveries.resume.ifPresent(this::addResume);
        addSlow(deliveries.slow);
        addPhases();
    }

    private void addDefects(SequenceTally tally) {
        String wrong = tally.defects().stream()
                .map(defect -> defect.text() + " " + Figures.figure(tally.defect(defect)))
                .collect(Collectors.joining(", "));
        line("", "%s; of others %s", wrong, tally.foreign);
    }

    private static String published(DeliveryTally deliveries) {
        String published = Figures.count(deliveries.sent.count());
        return deliveries.unsent.count() == 0
                ? published
                : Figures.text("%s of the %s that fell due,", published, deliveries.due());
    }

    private void addPhases() {
        List<PhaseRow> phases = PhaseRow.of(report);
        if (phases.isEmpty()) {
            return;
        }
        page.table(
                "phases, ms",
                new Page.Table(
                        PhaseRow.heads(), phases.stream().map(PhaseRow::cells).toList()));
    }

    private void addSlow(SlowTally slow) {
        if (slow.readers.count() > 0) {
            line(
                    "slow",
                    "%s took %s with %s; the server closed %s: %s",
                    Figures.counted(slow.readers.count(), "reader"),
                    Figures.counted(slow.messages.count(), "message"),
                    Figures.counted(slow.bytes.count(), "byte"),
                    slow.closed.total(),
                    counts(slow.closed.shown(), "%s with %s"));
        }
        if (slow.again.count() > 0) {
            line("", "%s of those came again", slow.again);
        }
        if (slow.readers.count() > slow.closed.total()) {
            line(
                    "",
                    "of those that kept their connection the slowest had left %s unread",
                    Figures.counted(slow.behind.count(), "publication"));
        }
    }

    private void addEchoes(EchoTally echoes) {
        long timed = echoes.fromIntended.getTotalCount();
        line(
                "echoed",
                "%s of %s; timed %s (%s)",
                echoes.seen,
                echoes.due(),
                timed,
                Figures.perSecond(timed, report.plan().duration().toNanos()));
        addDefects(echoes);
        latencies(
                "trip, ms",
                List.of(
                        Percentile.cells(echoes.fromIntended, "from when it was due"),
                        Percentile.cells(echoes.fromSent, "from when it was sent"),
                        Percentile.cells(echoes.sendDelay, "sent later than due")));
    }

    private void addResume(ResumeTally resume) {
        addReturns(resume.returns, List.of(Percentile.cells(resume.caughtUp, "caught up, ms")));
        line(
                "",
                "the server said of %s that they missed nothing, of %s that they may have, of %s nothing",
                resume.recovered,
                resume.unrecovered,
                resume.untold());
    }

    private void addReturns(ReturnTally returns, List<List<String>> more) {
        line(
                "came again",
                "%s of %s that ended, at most %s in one second; failed attempts: %s",
                returns.back,
                returns.gone,
                returns.busiestSecond(),
                counts(returns.opening.failures.shown(), "%s %s"));
        List<List<String>> rows = new ArrayList<>(List.of(
                Percentile.cells(returns.away, "away, ms"),
                Percentile.cells(returns.opening.handshakes, "its handshake, ms")));
        rows.addAll(more);
        latencies("", rows);
    }

    private void addLatencies(DeliveryTally deliveries) {
        List<List<String>> rows = new ArrayList<>(List.of(
                Percentile.cells(deliveries.fromIntended, "from when it was due"),
                Percentile.cells(deliveries.fromSent, "from when it was sent"),
                Percentile.cells(deliveries.spread.shown(), "first to last reader")));
        report.canaryLatencies().ifPresent(canaries -> rows.add(Percentile.cells(canaries, "canaries, from due")));
        rows.add(Percentile.cells(deliveries.sendDelay, "sent later than due"));
        deliveries
                .fanout()
                .breaks()
                .ifPresent(breaks -> line(
                        "timed", "deliveries to the %s that stayed", Figures.counted(breaks.stay(), "subscriber")));
        latencies("latency, ms", rows);
        addNodes(deliveries.nodes.all());
    }

    private void addNodes(List<NodeTally> nodes) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodeTally node = nodes.get(i);
            InetSocketAddress address = report.plan().target().addresses().get(i);
            line(
                    i == 0 ? "nodes" : "",
                    "%s: %s, %s of %s expected lost",
                    i + 1,
                    address.getHostString() + ":" + address.getPort(),
                    node.lost,
                    node.expected);
            rows.add(Percentile.cells(node.sameNode, i + 1 + ", from itself"));
            rows.add(Percentile.cells(node.otherNode, i + 1 + ", from others"));
        }
        if (!rows.isEmpty()) {
            latencies("to node, ms", rows);
        }
    }

    private void addKeepAlives(KeepAliveTally keepAlives) {
        if (report.plan().target().dialect().eventStreams()) {
            line("keep-alive", "none, since a subscriber of an event stream sends nothing");
            return;
        }
        KeepAlive plan = report.plan().keepAlive();
        line(
                "keep-alive",
                "%s sent, %s; longest silence %s of %s",
                keepAlives.sent,
                plan.by().isAnswered() ? answersTo(keepAlives) : "with no answer to come",
                keepAlives.silences.count() == 0
                        ? Figures.NOT_MEASURED
                        : Figures.seconds(keepAlives.longestSilenceNanos()),
                Figures.seconds(plan.interval().toNanos()));
    }

    private static String answersTo(KeepAliveTally keepAlives) {
        String within =
                keepAlives.answered.count() == 0 ? "" : " in " + Figures.millis(keepAlives.roundTrips, 99) + " (p99)";
        return Figures.text("%s answered%s, %s not", keepAlives.answered, within, keepAlives.unanswered);
    }

    private void addCloses() {
        line(
                "closed",
                "%s by us and answered, %s not answered in time; before that: %s",
                tally.closes().clean,
                tally.closes().unanswered,
                counts(tally.closes().unexpected.shown(), "%s with %s"));
    }

    private void addServer(ServerWatch.Use server) {
        line(
                "server",
                "%s of a core while measuring, %s us for each connection opened; resident %s",
                Figures.percent((double) server.measuring().toNanos()
                        / report.plan().duration().toNanos()),
                Math.round(report.serverNanosPerOpened(server) / 1000),
                resident(server));
        if (tally.work() instanceof DeliveryTally deliveries) {
            line(
                    "",
                    "%s deliveries a second of its processor time",
                    Math.round(Report.perServerCpuSecond(deliveries, server)));
        }
    }

    private static String resident(ServerWatch.Use server) {
        return server.residentOpen() == 0
                ? "unknown, which only Linux tells"
                : Figures.text(
                        "%s MiB, with all open %s MiB, at the end %s MiB",
                        server.residentBefore() >> 20, server.residentOpen() >> 20, server.residentEnd() >> 20);
    }

    private void addTester(boolean valid) {
        LoopTally loops = tally.loops();
        line(
                "tester",
                "%s: %s on the %s lane, busiest %s of a core, %s",
                valid ? "VALID" : "INVALID",
                Figures.counted(report.plan().loops(), "loop"),
                report.lane(),
                Figures.percent(loops.busiest.value()),
                loops.lateness.getTotalCount() == 0
                        ? "lateness " + Figures.NOT_MEASURED
                        : Figures.text(
                                "late by %s (p99), %s (max)",
                                Figures.millis(loops.lateness, 99), Figures.millis(loops.lateness, 100)));
        line(
                "",
                "process: %s of a core, %s of garbage in %s ms, the longest %s ms",
                Figures.percent(report.process().cores()),
                Figures.counted(report.process().collections(), "collection"),
                report.process().collecting().toMillis(),
                report.process().longest().toMillis());
        if (!report.workers().isEmpty()) {
            line(
                    "",
                    "%s: the busiest %s of a core; heap %s MiB, the largest %s MiB",
                    Figures.counted(report.workers().size(), "worker"),
                    Figures.percent(report.coresMax()),
                    report.heapBytes() >> 20,
                    report.heapBytesMax() >> 20);
        }
        addAgents();
    }

    private void addAgents() {
        if (!report.agents().isEmpty()) {
            line(
                    "",
                    "%s (%s): latencies between machines are right to within %s",
                    Figures.counted(report.agents().size(), "agent"),
                    String.join(", ", report.agents()),
                    Figures.millis(report.clockErrorNanos()));
        }
    }

    private void addExpectations(List<Judgement> judgements) {
        String label = "expected";
        for (Judgement judgement : judgements) {
            line(label, "%s, was %s: %s", judgement.expectation(), judgement.actual(), judgement.held() ? "yes" : "NO");
            label = "";
        }
    }

    // ---- how it looks

    private static String brief(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return Figures.NOT_MEASURED;
        }
        return Figures.text(
                "%s (p50), %s (p99), %s (max)",
                Figures.millis(histogram, 50), Figures.millis(histogram, 99), Figures.millis(histogram, 100));
    }

    private static String text(FirstAndLastThousand.Thousand thousand) {
        return Figures.text(
                "%s (%s of it system calls)", Figures.seconds(thousand.nanos()), Figures.millis(thousand.callNanos()));
    }

    private void line(String label, String format, Object... figures) {
        page.line(label, Figures.text(format, figures));
    }

    private void latencies(String label, List<List<String>> rows) {
        List<String> heads = Percentile.heads("");
        List<Integer> widths = new ArrayList<>(Collections.nCopies(heads.size(), FIGURE_WIDTH));
        widths.set(0, ROW_NAME_WIDTH);
        page.table(label, new Page.Table(heads, rows, widths));
    }

    private static String counts(SortedMap<?, Long> counts, String format) {
        if (counts.isEmpty()) {
            return "none";
        }
        return counts.entrySet().stream()
                .map(entry -> Figures.text(format, entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
