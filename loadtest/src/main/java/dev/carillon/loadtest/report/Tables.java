package dev.carillon.loadtest.report;

import static dev.carillon.loadtest.report.Figures.counted;
import static dev.carillon.loadtest.report.Figures.millis;
import static dev.carillon.loadtest.report.Figures.perSecond;
import static dev.carillon.loadtest.report.Figures.percent;
import static dev.carillon.loadtest.report.Figures.seconds;
import static dev.carillon.loadtest.report.Figures.text;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The texts and tables of the HTML page. */
final class Tables {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Report report;
    private final Plan plan;
    private final Tally tally;
    private final Verdict verdict;
    private final Circumstances circumstances;
    private final Optional<Comparison> older;
    private final Html tiles = new Html();

    Tables(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older) {
        this.report = report;
        this.plan = report.plan();
        this.tally = report.tally();
        this.verdict = verdict;
        this.circumstances = circumstances;
        this.older = older;
    }

    String subject() {
        return text("%s, %s on %s", plan.target(), report.measuredTime(), TIME.format(circumstances.began()));
    }

    String reasons() {
        return new Html()
                .list("reasons", verdict.reasons())
                .list("remarks", verdict.remarks())
                .toString();
    }

    // ---- the tiles at the top, for a quick decision

    String tiles() {
        addHeldTile();
        OpeningTally opening = tally.opening();
        String failed = text("in %s, %s failed attempts", seconds(opening.tookNanos()), opening.failures.total());
        tiles.tile("Opened", perSecond(opening.opened.count(), opening.tookNanos()), failed);
        switch (tally.work()) {
            case HoldTally held -> addKeepAliveTiles(tally.keepAlives());
            case DeliveryTally deliveries -> {
                addDeliveryTiles(deliveries);
                deliveries.resume.ifPresent(this::addResumeTiles);
            }
            case EchoTally echoes -> {
                tiles.tile("Echoes", echoes.seen, text("of %s, %s lost", echoes.due(), echoes.lost()));
                addTimes("Round trip", echoes.fromIntended, "from when it was due");
            }
            case ReturnTally returns -> {
                addReturnTiles("Reconnected", "of %s that ended", returns, "Away, p99", returns.away);
                tiles.tile("Busiest second", returns.busiestSecond(), "reconnections");
            }
        }
        String loops = text(
                "the tester's busiest loop used %s of a core and was late by %s (p99)",
                percent(tally.loops().busiest.value()), millis(tally.loops().lateness, 99));
        return tiles.tile("Measurement", verdict.valid() ? "VALID" : "INVALID", loops)
                .toString();
    }

    /** Adds the number of connections: the largest at the end of a phase in a scenario, otherwise those not lost. */
    private void addHeldTile() {
        long lost = tally.closes().unexpected.total();
        boolean changes = report.mostOpen().isPresent();
        int all = changes ? plan.connections() : plan.socketsAtStart();
        tiles.tile(
                report.sockets() + (changes ? " at most" : " held"),
                report.mostOpen().orElse(tally.opening().opened.count() - lost),
                text("of %s, %s lost", all, lost == 0 ? "none" : lost));
    }

    private void addKeepAliveTiles(KeepAliveTally keepAlives) {
        boolean answered = plan.keepAlive().by().isAnswered();
        if (answered) {
            String others = text("of %s, %s not", keepAlives.sent, keepAlives.unanswered);
            tiles.tile("Keep-alives answered", keepAlives.answered, others);
        } else {
            tiles.tile("Keep-alives", keepAlives.sent, "without answers");
        }
        String allowed = text("of %s allowed", Durations.text(plan.keepAlive().interval()));
        tiles.tile("Longest silence", seconds(keepAlives.longestSilenceNanos()), allowed);
        if (answered) {
            addTimes("Answer", keepAlives.roundTrips, "of a keep-alive");
        }
    }

    /** Adds a tile with the median, and one with the 99th percentile and the maximum. */
    private void addTimes(String label, Histogram times, String note) {
        tiles.tile(label + ", median", millis(times, 50), note);
        tiles.tile(label + ", p99", millis(times, 99), "max " + millis(times, 100));
    }

    private void addDeliveryTiles(DeliveryTally deliveries) {
        Histogram latencies = deliveries.fromIntended;
        String lost = text("%s of %s deliveries lost", deliveries.lost(), deliveries.expected);
        tiles.tile("Reached", reached(deliveries), lost);
        String size = counted(deliveries.fanout().size(), "byte");
        tiles.tile(
                "Deliveries",
                perSecond(latencies.getTotalCount(), plan.duration().toNanos()),
                text("%s publications of %s", deliveries.sent, size));
        tiles.tile("Latency, median", millis(latencies, 50), "from when it was due");
        tiles.tile("Latency, p99", millis(latencies, 99), "p99.99 " + millis(latencies, 99.99));
        String spread = text("first to last reader %s (p99)", millis(deliveries.spread.shown(), 99));
        tiles.tile("Latency, max", millis(latencies, 100), spread);
    }

    private static String reached(DeliveryTally deliveries) {
        if (deliveries.expected.count() == 0) {
            return Figures.NOT_MEASURED;
        }
        // Rounded down, so that 100 % means all deliveries: 99.99999 % must not become 100 %.
        double shown = Math.floor(1e6 * deliveries.seen.count() / deliveries.expected.count()) / 10_000;
        return (shown == 100 ? "100" : String.format(Locale.ROOT, "%.4f", shown)) + " %";
    }

    private void addResumeTiles(ResumeTally resume) {
        addReturnTiles("Reconnected", "of %s that disconnected", resume.returns, "Caught up, p99", resume.caughtUp);
        String others = text("as the server reported; not recovered %s", resume.unrecovered);
        tiles.tile("Recovered", resume.recovered, others);
    }

    private void addReturnTiles(String back, String ofAll, ReturnTally returns, String label, Histogram times) {
        tiles.tile(back, returns.back, text(ofAll, returns.gone));
        tiles.tile(label, millis(times, 99), "the last " + millis(times, 100));
    }

    // ---- the tables below, for an analysis

    String details() {
        Html details = new Html()
                .table("What was expected", new Page.Table(List.of("Expectation", "Measured", "Met"), expectations()))
                .table("Latency, ms", new Page.Table(Percentile.heads("", "count"), latencies()));
        older.ifPresent(comparison -> addComparison(comparison, details));
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> {
                details.table("Phases, latencies in ms", PhaseRow.table(report))
                        .pairs("Deliveries", deliveries(deliveries));
                deliveries.resume.ifPresent(resume -> details.pairs("Returns", returns(resume.returns)));
            }
            case EchoTally echoes -> details.pairs("Echoes", echoes(echoes));
            case ReturnTally returns -> details.pairs("Returns", returns(returns));
        }
        return details.pairs("Connections", connections())
                .pairs("The tester itself", tester())
                .pairs("Plan", plan())
                .pairs("Circumstances", circumstances())
                .toString();
    }

    private List<List<String>> expectations() {
        return verdict.judgements().stream()
                .map(each -> List.of(each.expectation().text(), each.actual(), each.held() ? "yes" : "NO"))
                .toList();
    }

    private void addComparison(Comparison comparison, Html details) {
        List<String> differences = comparison.differencesOfPlan(report).stream()
                .map("not the same plan: "::concat)
                .toList();
        details.list("remarks", differences).table("Against " + comparison.name(), comparison.table(report));
    }

    private List<List<String>> latencies() {
        List<List<String>> rows = new ArrayList<>();
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> {
                rows.add(latency("delivery, from when it was due", deliveries.fromIntended));
                rows.add(latency("delivery, from when it was sent", deliveries.fromSent));
                report.canaryLatencies()
                        .ifPresent(
                                canaries -> rows.add(latency("delivery to canaries, from when it was due", canaries)));
                rows.add(latency("first to last reader", deliveries.spread.shown()));
                rows.add(latency("published later than due", deliveries.sendDelay));
                deliveries.resume.ifPresent(resume -> {
                    rows.add(latency("away", resume.returns.away));
                    rows.add(latency("caught up", resume.caughtUp));
                });
            }
            case EchoTally echoes -> {
                rows.add(latency("echo, from when it was due", echoes.fromIntended));
                rows.add(latency("echo, from when it was sent", echoes.fromSent));
                rows.add(latency("sent later than due", echoes.sendDelay));
            }
            case ReturnTally returns -> {
                rows.add(latency("away", returns.away));
                rows.add(latency("handshake of reconnections", returns.opening.handshakes));
            }
        }
        rows.add(latency("keep-alive to its answer", tally.keepAlives().roundTrips));
        rows.add(latency("the tester's loops, late by", tally.loops().lateness));
        return rows;
    }

    private static List<String> latency(String name, Histogram histogram) {
        return Percentile.cells(histogram, name, Figures.count(histogram.getTotalCount()));
    }

    private static List<List<String>> echoes(EchoTally echoes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("fell due", echoes.due()));
        rows.add(row("sent", echoes.sent));
        rows.add(row("echoed", echoes.seen));
        addDefects(echoes, rows);
        return rows;
    }

    private static void addDefects(SequenceTally messages, List<List<String>> rows) {
        messages.defects().forEach(defect -> rows.add(row(defect.text(), messages.defect(defect))));
    }

    private static List<List<String>> returns(ReturnTally returns) {
        return List.of(
                row("ended", returns.gone),
                row("reconnected", returns.back),
                row("failed attempts", returns.opening.failures.total()),
                row("most in one second", returns.busiestSecond()));
    }

    private static List<List<String>> deliveries(DeliveryTally deliveries) {
        String publishers = counted(deliveries.fanout().publishers(), "publisher");
        String topics = counted(deliveries.fanout().topics(), "topic");
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("published", text("%s by %s on %s", deliveries.sent, publishers, topics)));
        rows.add(row("fell due and could not be sent", deliveries.unsent));
        rows.add(row("postponed by the server", deliveries.postponed));
        rows.add(row("deliveries expected", deliveries.expected));
        rows.add(row("delivered", deliveries.seen));
        addDefects(deliveries, rows);
        rows.add(row("messages of others", deliveries.foreign));
        return rows;
    }

    private List<List<String>> connections() {
        List<List<String>> rows = new ArrayList<>();
        OpeningTally opening = tally.opening();
        KeepAliveTally keepAlives = tally.keepAlives();
        rows.add(row("opened", text("%s of %s", opening.opened, plan.socketsAtStart())));
        opening.failures.shown().forEach((failure, count) -> rows.add(row("attempt failed: " + failure, count)));
        rows.add(row("local ports in use by others", opening.skippedPorts));
        rows.add(row("closed by the tester at the end", tally.closes().clean));
        tally.closes().unexpected.shown().forEach((close, count) -> rows.add(row("closed too early: " + close, count)));
        rows.add(row("keep-alives sent", keepAlives.sent));
        rows.add(row("keep-alives unanswered", keepAlives.unanswered));
        rows.add(row("keep-alives overdue", keepAlives.overdue));
        rows.add(row("longest silence", seconds(keepAlives.longestSilenceNanos())));
        return rows;
    }

    private List<List<String>> tester() {
        List<List<String>> rows = new ArrayList<>();
        ProcessWatch.Use process = report.process();
        rows.add(row("event loops", plan.loops() + " on the " + report.lane() + " lane"));
        rows.add(row("busiest loop", ofACore(tally.loops().busiest.value())));
        rows.add(row("whole process", ofACore(process.cores())));
        rows.add(row("garbage collections", process.collections()));
        rows.add(row("time they took", text("%s ms", process.collecting().toMillis())));
        rows.add(row("the longest of them", text("%s ms", process.longest().toMillis())));
        if (!report.workers().isEmpty()) {
            rows.add(row("worker processes", report.workers().size()));
            rows.add(row("the busiest of them", ofACore(report.coresMax())));
            rows.add(row("heap of all", mebibytes(report.heapBytes())));
            rows.add(row("the largest heap", mebibytes(report.heapBytesMax())));
        }
        if (!report.agents().isEmpty()) {
            rows.add(row("agents", String.join(", ", report.agents())));
            rows.add(row("latencies right to within", millis(report.clockErrorNanos())));
        }
        report.server().ifPresent(server -> {
            String used = seconds(server.measuring().toNanos());
            rows.add(row("the server's processor time while measuring", used));
            rows.add(row("the server's resident memory, all open", mebibytes(server.residentOpen())));
        });
        return rows;
    }

    private List<List<String>> circumstances() {
        Circumstances.Software software = circumstances.software();
        Circumstances.Hardware hardware = circumstances.hardware();
        String make = hardware.processor().isEmpty() ? "unknown make" : hardware.processor();
        return List.of(
                row("command", circumstances.commandLine()),
                row("began", circumstances.began()),
                row("Carillon", software.carillon()),
                row("Java", software.java()),
                row("its options", software.javaOptions()),
                row("system", software.system()),
                row("host", hardware.host()),
                row("processor", hardware.processors() + " of " + make),
                row("memory", String.format(Locale.ROOT, "%.1f GB", hardware.memoryBytes() / 1e9)));
    }

    private List<List<String>> plan() {
        return PlanTable.of(plan).entrySet().stream()
                .map(entry -> row(words(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** Splits a name into words: {@code perAddress} becomes {@code per address}. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String ofACore(double share) {
        return percent(share) + " of a core";
    }

    private static String mebibytes(long bytes) {
        return text("%s MiB", bytes >> 20);
    }

    private static List<String> row(String name, Object figure) {
        return List.of(name, Figures.figure(figure));
    }
}
