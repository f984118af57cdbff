package dev.carillon.loadtest.report;

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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The words and figures of the page. */
final class Tables {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Report report;
    private final Tally tally;
    private final Verdict verdict;
    private final Circumstances circumstances;
    private final Optional<Comparison> older;

    Tables(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older) {
        this.report = report;
        this.tally = report.tally();
        this.verdict = verdict;
        this.circumstances = circumstances;
        this.older = older;
    }

    String subject() {
        String measured = report.isMeasured()
                ? "measured for " + Durations.text(report.plan().duration())
                : Figures.NOT_MEASURED;
        return Figures.text("%s, %s on %s", report.plan().target(), measured, TIME.format(circumstances.began()));
    }

    String reasons() {
        return new Html()
                .list("reasons", verdict.reasons())
                .list("remarks", verdict.remarks())
                .toString();
    }

    // ---- what a manager reads

    String tiles() {
        Html tiles = new Html();
        addHeldTile(tiles);
        OpeningTally opening = tally.opening();
        tiles.tile(
                "Opened",
                Figures.perSecond(opening.opened.count(), opening.tookNanos()),
                "in %s, %s failed attempts",
                Figures.seconds(opening.tookNanos()),
                opening.failures.total());
        switch (tally.work()) {
            case HoldTally held -> addKeepAliveTiles(tiles);
            case DeliveryTally deliveries -> {
                addDeliveryTiles(deliveries, tiles);
                deliveries.resume.ifPresent(resume -> addResumeTiles(resume, tiles));
            }
            case EchoTally echoes -> addEchoTiles(echoes, tiles);
            case ReturnTally returns -> addReturnTiles(returns, tiles);
        }
        tiles.tile(
                "Measurement",
                verdict.valid() ? "VALID" : "INVALID",
                "the tester's busiest loop used %s of a core and was late by %s (p99)",
                Figures.percent(tally.loops().busiest.value()),
                Figures.millis(tally.loops().lateness, 99));
        return tiles.toString();
    }

    /** In a scenario the most that there were; in other runs those that were not lost. */
    private void addHeldTile(Html tiles) {
        long lost = tally.closes().unexpected.total();
        boolean changes = report.mostOpen().isPresent();
        tiles.tile(
                report.sockets() + (changes ? " at most" : " held"),
                report.mostOpen().orElse(tally.opening().opened.count() - lost),
                "of %s, %s lost",
                changes ? report.plan().connections() : report.plan().socketsAtStart(),
                lost == 0 ? "none" : lost);
    }

    private void addKeepAliveTiles(Html tiles) {
        KeepAliveTally keepAlives = tally.keepAlives();
        boolean answered = report.plan().keepAlive().by().isAnswered();
        if (answered) {
            tiles.tile(
                    "Keep-alives answered",
                    keepAlives.answered,
                    "of %s, %s not",
                    keepAlives.sent,
                    keepAlives.unanswered);
        } else {
            tiles.tile("Keep-alives", keepAlives.sent, "with no answer to come");
        }
        tiles.tile(
                "Longest silence",
                Figures.seconds(keepAlives.longestSilenceNanos()),
                "of %s allowed",
                Durations.text(report.plan().keepAlive().interval()));
        if (answered) {
            addTimes("Answer", keepAlives.roundTrips, "of a keep-alive", tiles);
        }
    }

    /** Its median, and its 99th percentile with the maximum. */
    private static void addTimes(String label, Histogram times, String note, Html tiles) {
        tiles.tile(label + ", median", Figures.millis(times, 50), note);
        tiles.tile(label + ", p99", Figures.millis(times, 99), "max %s", Figures.millis(times, 100));
    }

    private void addDeliveryTiles(DeliveryTally deliveries, Html tiles) {
        Histogram latencies = deliveries.fromIntended;
        String rate = Figures.perSecond(
                latencies.getTotalCount(), report.plan().duration().toNanos());
        tiles.tile("Reached", reached(deliveries), "%s of %s deliveries lost", deliveries.lost(), deliveries.expected);
        tiles.tile(
                "Deliveries",
                rate,
                "%s publications of %s",
                deliveries.sent,
                Figures.counted(deliveries.fanout().size(), "byte"));
        tiles.tile("Latency, median", Figures.millis(latencies, 50), "from when it was due");
        tiles.tile("Latency, p99", Figures.millis(latencies, 99), "p99.99 %s", Figures.millis(latencies, 99.99));
        tiles.tile(
                "Latency, max",
                Figures.millis(latencies, 100),
                "first to last reader %s (p99)",
                Figures.millis(deliveries.spread.shown(), 99));
    }

    private static String reached(DeliveryTally deliveries) {
        if (deliveries.expected.count() == 0) {
            return Figures.NOT_MEASURED;
        }
        // Rounded down: 99.9999 % is not everybody.
        double shown = Math.floor(1e6 * deliveries.seen.count() / deliveries.expected.count()) / 10_000;
        return (shown == 100 ? "100" : String.format(Locale.ROOT, "%.4f", shown)) + " %";
    }

    private static void addEchoTiles(EchoTally echoes, Html tiles) {
        tiles.tile("Echoes", echoes.seen, "of %s, %s lost", echoes.due(), echoes.lost());
        addTimes("Round trip", echoes.fromIntended, "from when it was due", tiles);
    }

    private static void addResumeTiles(ResumeTally resume, Html tiles) {
        tiles.tile("Came back", resume.returns.back, "of %s that broke off", resume.returns.gone);
        tiles.tile(
                "Caught up, p99",
                Figures.millis(resume.caughtUp, 99),
                "the last %s",
                Figures.millis(resume.caughtUp, 100));
        tiles.tile("Recovered", resume.recovered, "the server said so; not recovered %s", resume.unrecovered);
    }

    private static void addReturnTiles(ReturnTally returns, Html tiles) {
        tiles.tile("Came again", returns.back, "of %s that ended", returns.gone);
        tiles.tile("Away, p99", Figures.millis(returns.away, 99), "the last %s", Figures.millis(returns.away, 100));
        tiles.tile("Busiest second", returns.busiestSecond(), "came again");
    }

    // ---- what an engineer trusts

    String details() {
        Html details = new Html()
                .table("What was expected", List.of("Expectation", "Measured", "Met"), expectations())
                .table("Latency, ms", Percentile.heads("", "count"), latencies());
        older.ifPresent(comparison -> addComparison(comparison, report, details));
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> {
                details.table("Phases, latencies in ms", PhaseRow.heads(), phases())
                        .table("Deliveries", List.of(), deliveries(deliveries));
                deliveries.resume.ifPresent(resume -> details.table("Returns", List.of(), returns(resume.returns)));
            }
            case EchoTally echoes -> details.table("Echoes", List.of(), echoes(echoes));
            case ReturnTally returns -> details.table("Returns", List.of(), returns(returns));
        }
        return details.table("Connections", List.of(), connections())
                .table("The tester itself", List.of(), tester())
                .table("Plan", List.of(), pairs(PlanTable.of(report.plan())))
                .table("Circumstances", List.of(), circumstances())
                .toString();
    }

    private List<List<String>> expectations() {
        return verdict.judgements().stream()
                .map(judgement ->
                        List.of(judgement.expectation().text(), judgement.actual(), judgement.held() ? "yes" : "NO"))
                .toList();
    }

    private static void addComparison(Comparison comparison, Report report, Html details) {
        details.list(
                "remarks",
                comparison.differencesOfPlan(report).stream()
                        .map(difference -> "not the same plan: " + difference)
                        .toList());
        details.table("Against " + comparison.name(), Comparison.HEADS, comparison.rows(report));
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
                rows.add(latency("handshake of those that came again", returns.opening.handshakes));
            }
        }
        rows.add(latency("keep-alive to its answer", tally.keepAlives().roundTrips));
        rows.add(latency("the tester's loops, late by", tally.loops().lateness));
        return rows;
    }

    private List<List<String>> phases() {
        return PhaseRow.of(report).stream().map(PhaseRow::cells).toList();
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

    private static void addDefects(SequenceTally tally, List<List<String>> rows) {
        tally.defects().forEach(defect -> rows.add(row(defect.text(), tally.defect(defect))));
    }

    private static List<List<String>> returns(ReturnTally returns) {
        return List.of(
                row("ended", returns.gone),
                row("came again", returns.back),
                row("failed attempts", returns.opening.failures.total()),
                row("most in one second", returns.busiestSecond()));
    }

    private static List<List<String>> deliveries(DeliveryTally deliveries) {
        String publishers = Figures.counted(deliveries.fanout().publishers(), "publisher");
        String topics = Figures.counted(deliveries.fanout().topics(), "topic");
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("published", "%s by %s on %s", deliveries.sent, publishers, topics));
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
        rows.add(row("opened", "%s of %s", opening.opened, report.plan().socketsAtStart()));
        opening.failures.shown().forEach((failure, count) -> rows.add(row("attempt failed: " + failure, count)));
        rows.add(row("local ports in use by others", opening.skippedPorts));
        rows.add(row("closed by us at the end", tally.closes().clean));
        tally.closes().unexpected.shown().forEach((close, count) -> rows.add(row("closed too early: " + close, count)));
        rows.add(row("keep-alives sent", tally.keepAlives().sent));
        rows.add(row("keep-alives unanswered", tally.keepAlives().unanswered));
        rows.add(row("keep-alives overdue", tally.keepAlives().overdue));
        rows.add(row("longest silence", Figures.seconds(tally.keepAlives().longestSilenceNanos())));
        return rows;
    }

    private List<List<String>> tester() {
        List<List<String>> rows = new ArrayList<>();
        ProcessWatch.Use process = report.process();
        rows.add(List.of("event loops", report.plan().loops() + " on the " + report.lane() + " lane"));
        rows.add(row(
                "busiest loop", "%s of a core", Figures.percent(tally.loops().busiest.value())));
        rows.add(row("whole process", "%s of a core", Figures.percent(process.cores())));
        rows.add(row("garbage collections", process.collections()));
        rows.add(row("time they took", "%s ms", process.collecting().toMillis()));
        rows.add(row("the longest of them", "%s ms", process.longest().toMillis()));
        if (!report.workers().isEmpty()) {
            rows.add(row("worker processes", report.workers().size()));
            rows.add(row("the busiest of them", "%s of a core", Figures.percent(report.coresMax())));
            rows.add(row("heap of all", "%s MiB", report.heapBytes() >> 20));
            rows.add(row("the largest heap", "%s MiB", report.heapBytesMax() >> 20));
        }
        if (!report.agents().isEmpty()) {
            rows.add(row("agents", String.join(", ", report.agents())));
            rows.add(row("latencies right to within", Figures.millis(report.clockErrorNanos())));
        }
        report.server().ifPresent(server -> {
            rows.add(row(
                    "the server's processor time while measuring",
                    Figures.seconds(server.measuring().toNanos())));
            rows.add(row("the server's resident memory, all open", "%s MiB", server.residentOpen() >> 20));
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

    private static List<List<String>> pairs(Map<String, Object> table) {
        return table.entrySet().stream()
                .map(entry -> row(words(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** {@code perAddress} as people write it: per address. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static List<String> row(String name, Object figure) {
        return List.of(name, Figures.figure(figure));
    }

    private static List<String> row(String name, String format, Object... figures) {
        return List.of(name, Figures.text(format, figures));
    }
}
