package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Workload.Fanout;
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
        return "%s, %s on %s"
                .formatted(
                        report.plan().target(),
                        report.isMeasured()
                                ? "measured for " + Durations.text(report.plan().duration())
                                : Figures.NOT_MEASURED,
                        TIME.format(circumstances.began()));
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
        tiles.tile(
                "Opened",
                Figures.perSecond(tally.opening().opened(), tally.opening().tookNanos()),
                "in " + Figures.seconds(tally.opening().tookNanos()) + ", "
                        + Figures.count(tally.opening().failureCount()) + " failed attempts");
        switch (tally.work()) {
            case HoldTally held -> addKeepAliveTiles(tiles);
            case DeliveryTally deliveries -> {
                addDeliveryTiles(deliveries, tiles);
                deliveries.resume().ifPresent(resume -> addResumeTiles(resume, tiles));
            }
            case EchoTally echoes -> addEchoTiles(echoes, tiles);
            case ReturnTally returns -> addReturnTiles(returns, tiles);
        }
        tiles.tile(
                "Measurement",
                verdict.valid() ? "VALID" : "INVALID",
                "the tester's busiest loop used "
                        + Figures.percent(tally.loops().busiest()) + " of a core and was late by "
                        + millisAt(tally.loops().lateness(), 99) + " (p99)");
        return tiles.toString();
    }

    /** Of a scenario as many as there were at most; of any other run those that were not lost. */
    private void addHeldTile(Html tiles) {
        long lost = tally.closes().unexpectedCount();
        long held = report.mostOpen().orElse(tally.opening().opened() - lost);
        int wanted = report.mostOpen().isPresent()
                ? report.plan().connections()
                : report.plan().socketsAtStart();
        tiles.tile(
                report.mostOpen().isPresent() ? report.sockets() + " at most" : report.sockets() + " held",
                Figures.count(held),
                "of " + Figures.count(wanted) + (lost == 0 ? ", none lost" : ", " + Figures.count(lost) + " lost"));
    }

    private void addKeepAliveTiles(Html tiles) {
        KeepAliveTally keepAlives = tally.keepAlives();
        boolean answered = report.plan().keepAlive().by().isAnswered();
        if (answered) {
            tiles.tile(
                    "Keep-alives answered",
                    Figures.count(keepAlives.answered()),
                    "of " + Figures.count(keepAlives.sent()) + ", " + Figures.count(keepAlives.unanswered()) + " not");
        } else {
            tiles.tile("Keep-alives", Figures.count(keepAlives.sent()), "with no answer to come");
        }
        tiles.tile(
                "Longest silence",
                Figures.seconds(keepAlives.longestSilenceNanos()),
                "of " + Durations.text(report.plan().keepAlive().interval()) + " allowed");
        if (answered) {
            tiles.tile("Answer, median", millisAt(keepAlives.roundTrips(), 50), "of a keep-alive");
            tiles.tile(
                    "Answer, p99",
                    millisAt(keepAlives.roundTrips(), 99),
                    "max " + millisAt(keepAlives.roundTrips(), 100));
        }
    }

    private void addDeliveryTiles(DeliveryTally deliveries, Html tiles) {
        tiles.tile(
                "Reached",
                reached(deliveries),
                Figures.count(deliveries.lost()) + " of " + Figures.count(deliveries.expected()) + " deliveries lost");
        tiles.tile(
                "Deliveries",
                Figures.perSecond(
                        deliveries.fromIntended().getTotalCount(),
                        report.plan().duration().toNanos()),
                Figures.count(deliveries.published()) + " publications of "
                        + Figures.counted(deliveries.fanout().size(), "byte"));
        tiles.tile("Latency, median", millisAt(deliveries.fromIntended(), 50), "from when it was due");
        tiles.tile(
                "Latency, p99",
                millisAt(deliveries.fromIntended(), 99),
                "p99.99 " + millisAt(deliveries.fromIntended(), 99.99));
        tiles.tile(
                "Latency, max",
                millisAt(deliveries.fromIntended(), 100),
                "first to last reader " + millisAt(deliveries.spread().shown(), 99) + " (p99)");
    }

    private static String reached(DeliveryTally deliveries) {
        if (deliveries.expected() == 0) {
            return Figures.NOT_MEASURED;
        }
        // Rounded down: 99.9999 % is not everybody.
        double shown = Math.floor(1e6 * deliveries.seen() / deliveries.expected()) / 10_000;
        return (shown == 100 ? "100" : String.format(Locale.ROOT, "%.4f", shown)) + " %";
    }

    private void addEchoTiles(EchoTally echoes, Html tiles) {
        tiles.tile(
                "Echoes",
                Figures.count(echoes.seen()),
                "of " + Figures.count(echoes.due()) + ", " + Figures.count(echoes.lost()) + " lost");
        tiles.tile("Round trip, median", millisAt(echoes.fromIntended(), 50), "from when it was due");
        tiles.tile(
                "Round trip, p99", millisAt(echoes.fromIntended(), 99), "max " + millisAt(echoes.fromIntended(), 100));
    }

    private static void addResumeTiles(ResumeTally resume, Html tiles) {
        ReturnTally returns = resume.returns();
        tiles.tile(
                "Came back", Figures.count(returns.back()), "of " + Figures.count(returns.gone()) + " that broke off");
        tiles.tile("Caught up, p99", millisAt(resume.caughtUp(), 99), "the last " + millisAt(resume.caughtUp(), 100));
        tiles.tile(
                "Recovered",
                Figures.count(resume.recovered()),
                "the server said so; not recovered " + Figures.count(resume.unrecovered()));
    }

    private void addReturnTiles(ReturnTally returns, Html tiles) {
        tiles.tile("Came again", Figures.count(returns.back()), "of " + Figures.count(returns.gone()) + " that ended");
        tiles.tile("Away, p99", millisAt(returns.away(), 99), "the last " + millisAt(returns.away(), 100));
        tiles.tile("Busiest second", Figures.count(returns.busiestSecond()), "came again");
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
                deliveries.resume().ifPresent(resume -> details.table("Returns", List.of(), returns(resume.returns())));
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
                rows.add(latency("delivery, from when it was due", deliveries.fromIntended()));
                rows.add(latency("delivery, from when it was sent", deliveries.fromSent()));
                report.canaryLatencies()
                        .ifPresent(
                                canaries -> rows.add(latency("delivery to canaries, from when it was due", canaries)));
                rows.add(latency("first to last reader", deliveries.spread().shown()));
                rows.add(latency("published later than due", deliveries.sendDelay()));
                deliveries.resume().ifPresent(resume -> {
                    rows.add(latency("away", resume.returns().away()));
                    rows.add(latency("caught up", resume.caughtUp()));
                });
            }
            case EchoTally echoes -> {
                rows.add(latency("echo, from when it was due", echoes.fromIntended()));
                rows.add(latency("echo, from when it was sent", echoes.fromSent()));
                rows.add(latency("sent later than due", echoes.sendDelay()));
            }
            case ReturnTally returns -> {
                rows.add(latency("away", returns.away()));
                rows.add(latency(
                        "handshake of those that came again", returns.opening().handshakes()));
            }
        }
        rows.add(latency("keep-alive to its answer", tally.keepAlives().roundTrips()));
        rows.add(latency("the tester's loops, late by", tally.loops().lateness()));
        return rows;
    }

    private List<List<String>> phases() {
        return PhaseRow.of(report).stream().map(PhaseRow::cells).toList();
    }

    private static List<String> latency(String name, Histogram histogram) {
        return Percentile.cells(histogram, name, Figures.count(histogram.getTotalCount()));
    }

    private static List<List<String>> echoes(EchoTally echoes) {
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("fell due", Figures.count(echoes.due())),
                List.of("sent", Figures.count(echoes.sent())),
                List.of("echoed", Figures.count(echoes.seen()))));
        rows.addAll(defects(echoes));
        return rows;
    }

    private static List<List<String>> defects(SequenceTally tally) {
        return tally.defects().stream()
                .map(defect -> List.of(defect.text(), Figures.count(tally.defect(defect))))
                .toList();
    }

    private static List<List<String>> returns(ReturnTally returns) {
        return List.of(
                List.of("ended", Figures.count(returns.gone())),
                List.of("came again", Figures.count(returns.back())),
                List.of("failed attempts", Figures.count(returns.opening().failureCount())),
                List.of("most in one second", Figures.count(returns.busiestSecond())));
    }

    private static List<List<String>> deliveries(DeliveryTally deliveries) {
        Fanout fanout = deliveries.fanout();
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of(
                        "published",
                        Figures.count(deliveries.published()) + " by "
                                + Figures.counted(fanout.publishers(), "publisher") + " on "
                                + Figures.counted(fanout.topics(), "topic")),
                List.of("fell due and could not be sent", Figures.count(deliveries.unsent())),
                List.of("postponed by the server", Figures.count(deliveries.postponed())),
                List.of("deliveries expected", Figures.count(deliveries.expected())),
                List.of("delivered", Figures.count(deliveries.seen()))));
        rows.addAll(defects(deliveries));
        rows.add(List.of("messages of others", Figures.count(deliveries.foreign())));
        return rows;
    }

    private List<List<String>> connections() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "opened",
                Figures.count(tally.opening().opened()) + " of "
                        + Figures.count(report.plan().socketsAtStart())));
        tally.opening()
                .failures()
                .forEach((failure, count) -> rows.add(List.of("attempt failed: " + failure, Figures.count(count))));
        rows.add(List.of(
                "local ports in use by others", Figures.count(tally.opening().skippedPorts())));
        rows.add(List.of("closed by us at the end", Figures.count(tally.closes().clean())));
        tally.closes()
                .unexpected()
                .forEach((close, count) -> rows.add(List.of("closed too early: " + close, Figures.count(count))));
        rows.add(List.of("keep-alives sent", Figures.count(tally.keepAlives().sent())));
        rows.add(List.of(
                "keep-alives unanswered", Figures.count(tally.keepAlives().unanswered())));
        rows.add(List.of("keep-alives overdue", Figures.count(tally.keepAlives().overdue())));
        rows.add(List.of("longest silence", Figures.seconds(tally.keepAlives().longestSilenceNanos())));
        return rows;
    }

    private List<List<String>> tester() {
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("event loops", report.plan().loops() + " on the " + report.lane() + " lane"),
                List.of("busiest loop", Figures.percent(tally.loops().busiest()) + " of a core"),
                List.of("whole process", Figures.percent(report.process().cores()) + " of a core"),
                List.of("garbage collections", Figures.count(report.process().collections())),
                List.of(
                        "time they took",
                        Figures.count(report.process().collecting().toMillis()) + " ms"),
                List.of(
                        "the longest of them",
                        Figures.count(report.process().longest().toMillis()) + " ms")));
        if (!report.workers().isEmpty()) {
            rows.add(List.of("worker processes", Figures.count(report.workers().size())));
            rows.add(List.of("the busiest of them", Figures.percent(report.coresMax()) + " of a core"));
            rows.add(List.of("heap of all", Figures.count(report.heapBytes() >> 20) + " MiB"));
            rows.add(List.of("the largest heap", Figures.count(report.heapBytesMax() >> 20) + " MiB"));
        }
        if (!report.agents().isEmpty()) {
            rows.add(List.of("agents", String.join(", ", report.agents())));
            rows.add(List.of("latencies right to within", Figures.millis(report.clockErrorNanos())));
        }
        report.server().ifPresent(server -> {
            rows.add(List.of(
                    "the server's processor time while measuring",
                    Figures.seconds(server.measuring().toNanos())));
            rows.add(List.of(
                    "the server's resident memory, all open", Figures.count(server.residentOpen() >> 20) + " MiB"));
        });
        return rows;
    }

    private List<List<String>> circumstances() {
        Circumstances.Software software = circumstances.software();
        Circumstances.Hardware hardware = circumstances.hardware();
        return List.of(
                List.of("command", circumstances.commandLine()),
                List.of("began", circumstances.began().toString()),
                List.of("Carillon", software.carillon()),
                List.of("Java", software.java()),
                List.of("its options", software.javaOptions()),
                List.of("system", software.system()),
                List.of("host", hardware.host()),
                List.of(
                        "processor",
                        hardware.processors() + " of "
                                + (hardware.processor().isEmpty() ? "unknown make" : hardware.processor())),
                List.of("memory", String.format(Locale.ROOT, "%.1f GB", hardware.memoryBytes() / 1e9)));
    }

    private static List<List<String>> pairs(Map<String, Object> table) {
        return table.entrySet().stream()
                .map(entry -> List.of(words(entry.getKey()), figure(entry.getValue())))
                .toList();
    }

    /** {@code perAddress} as people write it: per address. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String figure(Object value) {
        return value instanceof Number number ? Figures.count(number.longValue()) : value.toString();
    }

    private static String millisAt(Histogram histogram, double percentile) {
        return Figures.millis(histogram, percentile);
    }
}
