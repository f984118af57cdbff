package dev.carillon.loadtest.report;

import static dev.carillon.loadtest.report.Figures.counted;
import static dev.carillon.loadtest.report.Figures.millis;
import static dev.carillon.loadtest.report.Figures.perSecond;
import static dev.carillon.loadtest.report.Figures.percent;
import static dev.carillon.loadtest.report.Figures.seconds;
import static dev.carillon.loadtest.report.Figures.text;

import dev.carillon.loadtest.connect.FirstAndLastThousand;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.NodeTally;
import dev.carillon.loadtest.measure.ProcessWatch;
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

/** The report of a run as text for a terminal: one sentence for a decision, then the details for an analysis. */
public final class Summary {
    /** The least width of the first column of a table of latencies, which has the names of the rows. */
    private static final int ROW_NAME_WIDTH = 22;

    /** The least width of its other columns. */
    private static final int FIGURE_WIDTH = 7;

    private final Page page;
    private final Report report;
    private final Plan plan;
    private final Tally tally;

    private Summary(Report report, int width) {
        this.page = new Page(width);
        this.report = report;
        this.plan = report.plan();
        this.tally = report.tally();
    }

    /** Returns the text with lines of at most {@code width} columns. */
    public static String of(Report report, Verdict verdict, int width) {
        return new Summary(report, width).page(verdict);
    }

    private String page(Verdict verdict) {
        page.paragraph(Headline.of(report, verdict));
        verdict.reasons().forEach(page::bullet);
        verdict.remarks().forEach(page::bullet);
        page.blank().label("target").line("%s, %s", plan.target(), report.measuredTime());
        addOpening(tally.opening());
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> addDeliveries(deliveries);
            case EchoTally echoes -> addEchoes(echoes);
            case ReturnTally returns -> addReturns(returns, List.of());
        }
        addKeepAlives(tally.keepAlives());
        page.label("closed");
        page.line(
                "%s by the tester and answered, %s not answered in time; before that: %s",
                tally.closes().clean,
                tally.closes().unanswered,
                counts(tally.closes().unexpected.shown(), "%s with %s"));
        report.server().ifPresent(this::addServer);
        addTester(verdict.valid(), tally.loops(), report.process());
        addExpectations(verdict.judgements());
        return page.toString();
    }

    private void addOpening(OpeningTally opening) {
        String rate = perSecond(opening.opened.count(), opening.tookNanos());
        String addresses = counted(plan.opening().local().size(), "local address");
        page.label("connections");
        page.line(
                "%s of %s opened in %s (%s) from %s",
                opening.opened, plan.socketsAtStart(), seconds(opening.tookNanos()), rate, addresses);
        String publishers = counted(plan.sockets() - plan.connections(), "publisher");
        report.mostOpen()
                .ifPresent(most -> page.line(
                        "at most %s of %s open at the end of a phase, besides %s",
                        most, plan.connections(), publishers));
        page.line("failed attempts: %s", counts(opening.failures.shown(), "%s %s"));
        if (opening.skippedPorts.count() > 0) {
            page.line("%s in use by others, skipped", counted(opening.skippedPorts.count(), "local port"));
        }
        page.line("handshake %s", brief(opening.handshakes));
        if (opening.thousands.isKnown()) {
            page.line(
                    "1,000 on a loop: first %s, last %s",
                    thousand(opening.thousands.first), thousand(opening.thousands.last));
        }
    }

    private void addDeliveries(DeliveryTally deliveries) {
        Fanout fanout = deliveries.fanout();
        String publishers = counted(fanout.publishers(), "publisher");
        page.label("published");
        page.line(
                "%s of %s by %s on %s",
                published(deliveries), counted(fanout.size(), "byte"), publishers, counted(fanout.topics(), "topic"));
        page.label("delivered");
        page.line("%s of %s expected; %s", deliveries.seen, deliveries.expected, timed(deliveries));
        addDefects(deliveries);
        addLatencies(deliveries);
        addNodes(deliveries.nodes.all());
        deliveries.resume.ifPresent(this::addResume);
        addSlow(deliveries.slow);
        if (!PhaseRow.of(report).isEmpty()) {
            page.label("phases, ms").table(PhaseRow.table(report));
        }
    }

    private String timed(SequenceTally messages) {
        long timed = messages.fromIntended.getTotalCount();
        return text("timed %s (%s)", timed, perSecond(timed, plan.duration().toNanos()));
    }

    private void addDefects(SequenceTally messages) {
        String wrong = messages.defects().stream()
                .map(defect -> text("%s %s", defect.text(), messages.defect(defect)))
                .collect(Collectors.joining(", "));
        page.line("%s; from other publishers %s", wrong, messages.foreign);
    }

    private static String published(DeliveryTally deliveries) {
        return deliveries.unsent.count() == 0
                ? Figures.figure(deliveries.sent)
                : text("%s of the %s that fell due,", deliveries.sent, deliveries.due());
    }

    private void addSlow(SlowTally slow) {
        long readers = slow.readers.count();
        if (readers > 0) {
            page.label("slow");
            page.line(
                    "%s took %s with %s; the server closed %s: %s",
                    counted(readers, "reader"),
                    counted(slow.messages.count(), "message"),
                    counted(slow.bytes.count(), "byte"),
                    slow.closed.total(),
                    counts(slow.closed.shown(), "%s with %s"));
        }
        if (slow.again.count() > 0) {
            page.line("%s of those reconnected", slow.again);
        }
        if (readers > slow.closed.total()) {
            page.line(
                    "of those that kept their connection the slowest had left %s unread",
                    counted(slow.behind.count(), "publication"));
        }
    }

    private void addEchoes(EchoTally echoes) {
        page.label("echoed").line("%s of %s; %s", echoes.seen, echoes.due(), timed(echoes));
        addDefects(echoes);
        page.label("trip, ms");
        addLatencies(List.of(
                Percentile.cells(echoes.fromIntended, "from when it was due"),
                Percentile.cells(echoes.fromSent, "from when it was sent"),
                Percentile.cells(echoes.sendDelay, "sent later than due")));
    }

    private void addResume(ResumeTally resume) {
        addReturns(resume.returns, List.of(Percentile.cells(resume.caughtUp, "caught up, ms")));
        page.line(
                "the server reported %s as recovered, %s as not recovered, and nothing for %s",
                resume.recovered, resume.unrecovered, resume.untold());
    }

    private void addReturns(ReturnTally returns, List<List<String>> more) {
        page.label("reconnected");
        page.line(
                "%s of %s that ended, at most %s in one second; failed attempts: %s",
                returns.back, returns.gone, returns.busiestSecond(), counts(returns.opening.failures.shown(), "%s %s"));
        List<List<String>> rows = new ArrayList<>(List.of(
                Percentile.cells(returns.away, "away, ms"),
                Percentile.cells(returns.opening.handshakes, "its handshake, ms")));
        rows.addAll(more);
        addLatencies(rows);
    }

    private void addLatencies(DeliveryTally deliveries) {
        List<List<String>> rows = new ArrayList<>(List.of(
                Percentile.cells(deliveries.fromIntended, "from when it was due"),
                Percentile.cells(deliveries.fromSent, "from when it was sent"),
                Percentile.cells(deliveries.spread.shown(), "first to last reader")));
        report.canaryLatencies().ifPresent(canaries -> rows.add(Percentile.cells(canaries, "canaries, from due")));
        rows.add(Percentile.cells(deliveries.sendDelay, "sent later than due"));
        Fanout fanout = deliveries.fanout();
        fanout.breaks()
                .ifPresent(breaks -> page.label("timed")
                        .line("deliveries to the %s that stayed", counted(breaks.stay(), "subscriber")));
        page.label("latency, ms");
        addLatencies(rows);
    }

    private void addNodes(List<NodeTally> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        page.label("nodes");
        for (int i = 0; i < nodes.size(); i++) {
            NodeTally node = nodes.get(i);
            InetSocketAddress address = plan.target().addresses().get(i);
            String name = address.getHostString() + ":" + address.getPort();
            page.line("%s: %s, %s of %s expected lost", i + 1, name, node.lost, node.expected);
            rows.add(Percentile.cells(node.sameNode, i + 1 + ", from itself"));
            rows.add(Percentile.cells(node.otherNode, i + 1 + ", from others"));
        }
        page.label("to node, ms");
        addLatencies(rows);
    }

    private void addKeepAlives(KeepAliveTally keepAlives) {
        page.label("keep-alive");
        if (plan.target().dialect().eventStreams()) {
            page.line("none, since a subscriber of an event stream sends nothing");
            return;
        }
        KeepAlive asked = plan.keepAlive();
        boolean silent = keepAlives.silences.count() > 0;
        page.line(
                "%s sent, %s; longest silence %s of %s",
                keepAlives.sent,
                asked.by().isAnswered() ? answersTo(keepAlives) : "without answers",
                silent ? seconds(keepAlives.longestSilenceNanos()) : Figures.NOT_MEASURED,
                seconds(asked.interval().toNanos()));
    }

    private static String answersTo(KeepAliveTally keepAlives) {
        String within = keepAlives.answered.count() == 0 ? "" : " in " + millis(keepAlives.roundTrips, 99) + " (p99)";
        return text("%s answered%s, %s not", keepAlives.answered, within, keepAlives.unanswered);
    }

    private void addServer(ServerWatch.Use server) {
        double busy = (double) server.measuring().toNanos() / plan.duration().toNanos();
        long microsPerOpened = Math.round(report.serverNanosPerOpened(server) / 1000);
        page.label("server");
        page.line(
                "%s of a core while measuring, %s us for each connection opened; resident %s",
                percent(busy), microsPerOpened, resident(server));
        if (tally.work() instanceof DeliveryTally deliveries) {
            long perSecond = Math.round(Report.perServerCpuSecond(deliveries, server));
            page.line("%s deliveries a second of its processor time", perSecond);
        }
    }

    private static String resident(ServerWatch.Use server) {
        return server.residentOpen() == 0
                ? "unknown (measured on Linux only)"
                : text(
                        "%s MiB, with all open %s MiB, at the end %s MiB",
                        server.residentBefore() >> 20, server.residentOpen() >> 20, server.residentEnd() >> 20);
    }

    private void addTester(boolean valid, LoopTally loops, ProcessWatch.Use process) {
        String late = loops.lateness.getTotalCount() == 0
                ? "lateness " + Figures.NOT_MEASURED
                : text("late by %s (p99), %s (max)", millis(loops.lateness, 99), millis(loops.lateness, 100));
        String all = counted(plan.loops(), "loop");
        page.label("tester");
        page.line(
                "%s: %s on the %s lane, busiest %s of a core, %s",
                valid ? "VALID" : "INVALID", all, report.lane(), percent(loops.busiest.value()), late);
        page.line(
                "process: %s of a core, %s of garbage in %s ms, the longest %s ms",
                percent(process.cores()),
                counted(process.collections(), "collection"),
                process.collecting().toMillis(),
                process.longest().toMillis());
        if (!report.workers().isEmpty()) {
            String workers = counted(report.workers().size(), "worker");
            page.line(
                    "%s: the busiest %s of a core; heap %s MiB, the largest %s MiB",
                    workers, percent(report.coresMax()), report.heapBytes() >> 20, report.heapBytesMax() >> 20);
        }
        if (!report.agents().isEmpty()) {
            page.line(
                    "%s (%s): latencies between machines are right to within %s",
                    counted(report.agents().size(), "agent"),
                    String.join(", ", report.agents()),
                    millis(report.clockErrorNanos()));
        }
    }

    private void addExpectations(List<Judgement> judgements) {
        page.label("expected");
        judgements.forEach(
                each -> page.line("%s, was %s: %s", each.expectation(), each.actual(), each.held() ? "yes" : "NO"));
    }

    // ---- formats

    private static String brief(Histogram histogram) {
        return histogram.getTotalCount() == 0
                ? Figures.NOT_MEASURED
                : text(
                        "%s (p50), %s (p99), %s (max)",
                        millis(histogram, 50), millis(histogram, 99), millis(histogram, 100));
    }

    private static String thousand(FirstAndLastThousand.Thousand thousand) {
        return text("%s (%s of it in system calls)", seconds(thousand.nanos()), millis(thousand.callNanos()));
    }

    private void addLatencies(List<List<String>> rows) {
        List<String> heads = Percentile.heads("");
        List<Integer> widths = new ArrayList<>(Collections.nCopies(heads.size(), FIGURE_WIDTH));
        widths.set(0, ROW_NAME_WIDTH);
        page.table(new Page.Table(heads, rows, widths));
    }

    private static String counts(SortedMap<?, Long> counts, String format) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(entry -> text(format, entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(", "));
    }
}
