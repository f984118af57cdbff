package dev.carillon.loadtest.report;

import dev.carillon.loadtest.connect.Thousands;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.NodeTally;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.measure.SlowTally;
import dev.carillon.loadtest.measure.Tally;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The run for programs. Times are in milliseconds unless their name says otherwise. */
public final class JsonReport {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Changes when the meaning of a field does; new fields may come without. */
    static final String FORMAT = "carillon-loadtest/1";

    private JsonReport() {}

    public static String of(Report report, Verdict verdict, Circumstances circumstances) {
        return json(report, verdict, circumstances).encodePrettily() + "\n";
    }

    static JsonObject json(Report report, Verdict verdict, Circumstances circumstances) {
        JsonObject json = new JsonObject()
                .put("format", FORMAT)
                .put("outcome", verdict.outcome().name())
                .put("valid", verdict.valid())
                .put("ending", ending(report.ending()))
                .put("headline", Headline.of(report, verdict))
                .put("reasons", new JsonArray(verdict.reasons()))
                .put("doubts", new JsonArray(verdict.doubts()))
                .put("remarks", new JsonArray(verdict.remarks()))
                .put("expectations", expectations(verdict))
                .put("circumstances", circumstances(circumstances))
                .put("plan", new JsonObject(PlanTable.of(report.plan())))
                .put("figures", figures(report))
                .put("opening", opening(report.tally()))
                .put("keepAlive", keepAlive(report.tally()));
        switch (report.tally().work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> json.put("fanout", fanout(deliveries));
            case EchoTally echoes -> json.put("echo", echo(echoes));
            case ReturnTally returns -> json.put("returns", returns(returns));
        }
        report.server().ifPresent(server -> json.put("server", server(report, server)));
        report.canaries().ifPresent(canaries -> json.put("canaries", canaries(canaries)));
        json.put("closes", closes(report.tally())).put("tester", tester(report));
        List<PhaseRow> phases = PhaseRow.of(report);
        if (!phases.isEmpty()) {
            json.put("phases", phases(phases, report.timeline()));
        }
        return json.put("timeline", timeline(report.timeline()));
    }

    private static JsonArray phases(List<PhaseRow> rows, Timeline timeline) {
        JsonArray phases = new JsonArray();
        rows.forEach(row -> phases.add(phase(row, timeline)));
        return phases;
    }

    private static JsonObject phase(PhaseRow row, Timeline timeline) {
        return new JsonObject()
                .put("name", row.phase().name())
                .put("from", timeline.measuredSeconds(row.fromNanos()))
                .put("until", timeline.measuredSeconds(row.untilNanos()))
                .put("connections", row.phase().levels().connections())
                .put("publishRate", row.phase().levels().publishRate())
                .put("churnRate", row.phase().levels().churnRate())
                .put("published", row.tally().published())
                .put("expected", row.tally().expected())
                .put("delivered", row.tally().seen())
                .put("lost", row.tally().lost())
                .put("opened", row.tally().opened())
                .put("closedEarly", row.tally().closedEarly())
                .put("openAtEnd", row.tally().open())
                .put("missingAtEnd", row.tally().missing())
                .put("latencyFromIntended", latency(row.tally().latency()));
    }

    private static String ending(Ending ending) {
        return switch (ending) {
            case Ending.Planned planned -> "planned";
            case Ending.Interrupted interrupted -> "interrupted";
            case Ending.Deserted deserted -> "deserted";
        };
    }

    private static JsonArray expectations(Verdict verdict) {
        JsonArray all = new JsonArray();
        verdict.judgements()
                .forEach(judgement -> all.add(new JsonObject()
                        .put("expected", judgement.expectation().text())
                        .put("actual", judgement.actual())
                        .put("held", judgement.held())
                        .put("measured", judgement.measured())));
        return all;
    }

    private static JsonObject circumstances(Circumstances circumstances) {
        Circumstances.Software software = circumstances.software();
        Circumstances.Hardware hardware = circumstances.hardware();
        return new JsonObject()
                .put("began", circumstances.began().toString())
                .put("commandLine", circumstances.commandLine())
                .put("carillon", software.carillon())
                .put("java", software.java())
                .put("javaOptions", software.javaOptions())
                .put("system", software.system())
                .put("host", hardware.host())
                .put("processor", hardware.processor())
                .put("processors", hardware.processors())
                .put("memoryBytes", hardware.memoryBytes());
    }

    private static JsonObject figures(Report report) {
        JsonObject figures = new JsonObject();
        Metrics.of(report.plan().workload())
                .forEach(metric ->
                        figures.put(metric.name(), metric.isMeasured(report) ? (Object) metric.of(report) : null));
        return figures;
    }

    /** Names once and then values only, since there may be thousands of rows. */
    private static JsonObject timeline(Timeline timeline) {
        JsonArray rows = new JsonArray();
        for (Row row : timeline.rows()) {
            JsonArray values = new JsonArray();
            Column.ALL.forEach(column -> values.add(column.value().apply(row)));
            rows.add(values);
        }
        JsonArray names = new JsonArray(Column.ALL.stream().map(Column::name).toList());
        return new JsonObject().put("columns", names).put("rows", rows);
    }

    private static JsonObject opening(Tally tally) {
        return new JsonObject()
                .put("opened", tally.opening().opened())
                .put("took", millis(tally.opening().tookNanos()))
                .put("skippedPorts", tally.opening().skippedPorts())
                .put("failures", counts(tally.opening().failures()))
                .put("handshake", latency(tally.opening().handshakes()))
                .put("firstThousand", thousand(tally.opening().thousands().first()))
                .put("lastThousand", thousand(tally.opening().thousands().last()));
    }

    private static JsonObject thousand(Thousands.Thousand thousand) {
        return new JsonObject().put("took", millis(thousand.nanos())).put("systemCalls", millis(thousand.callNanos()));
    }

    private static JsonObject echo(EchoTally echoes) {
        return messages(echoes, "sent", "echoed");
    }

    /** What is the same of all numbered messages: how many left, how many came, what was wrong with them, and when. */
    private static JsonObject messages(SequenceTally tally, String sent, String seen) {
        JsonObject json = new JsonObject()
                .put(sent, tally.sent())
                .put("unsent", tally.unsent())
                .put("postponed", tally.postponed())
                .put(seen, tally.seen());
        tally.defects().forEach(defect -> json.put(defect.text(), tally.defect(defect)));
        return json.put("foreign", tally.foreign())
                .put("latencyFromIntended", latency(tally.fromIntended()))
                .put("latencyFromSent", latency(tally.fromSent()))
                .put("leftLate", latency(tally.sendDelay()));
    }

    private static JsonObject returns(ReturnTally returns) {
        return new JsonObject()
                .put("gone", returns.gone())
                .put("back", returns.back())
                .put("failures", counts(returns.opening().failures()))
                .put("away", latency(returns.away()))
                .put("handshake", latency(returns.opening().handshakes()))
                .put("busiestSecond", returns.busiestSecond());
    }

    private static JsonObject slow(SlowTally slow) {
        return new JsonObject()
                .put("readers", slow.readers())
                .put("messages", slow.messages())
                .put("bytes", slow.bytes())
                .put("cameAgain", slow.again())
                .put("unread", slow.behind())
                .put("closed", counts(slow.closed()));
    }

    private static JsonObject keepAlive(Tally tally) {
        return new JsonObject()
                .put("sent", tally.keepAlives().sent())
                .put("answered", tally.keepAlives().answered())
                .put("unanswered", tally.keepAlives().unanswered())
                .put("overdue", tally.keepAlives().overdue())
                .put("longestSilence", millis(tally.keepAlives().longestSilenceNanos()))
                .put("roundTrip", latency(tally.keepAlives().roundTrips()));
    }

    private static JsonObject resume(ResumeTally resume) {
        return returns(resume.returns())
                .put("recovered", resume.recovered())
                .put("unrecovered", resume.unrecovered())
                .put("untold", resume.untold())
                .put("caughtUp", latency(resume.caughtUp()));
    }

    private static JsonObject fanout(DeliveryTally deliveries) {
        JsonObject fanout = messages(deliveries, "published", "delivered")
                .put("expected", deliveries.expected())
                .put("firstToLast", latency(deliveries.spread().shown()))
                .put("refused", deliveries.refused())
                .put("slow", slow(deliveries.slow()));
        if (!deliveries.nodes().all().isEmpty()) {
            fanout.put("nodes", nodes(deliveries));
        }
        deliveries.resume().ifPresent(resume -> fanout.put("resume", resume(resume)));
        return fanout;
    }

    private static JsonArray nodes(DeliveryTally deliveries) {
        JsonArray nodes = new JsonArray();
        for (NodeTally node : deliveries.nodes().all()) {
            nodes.add(new JsonObject()
                    .put("expected", node.expected())
                    .put("lost", node.lost())
                    .put("latencyFromSameNode", latency(node.sameNode()))
                    .put("latencyFromOtherNodes", latency(node.otherNode())));
        }
        return nodes;
    }

    private static JsonObject canaries(Tally canaries) {
        return new JsonObject()
                .put("opened", canaries.opening().opened())
                .put("latencyFromIntended", latency(((DeliveryTally) canaries.work()).fromIntended()))
                .put("loopLate", latency(canaries.loops().lateness()));
    }

    private static JsonObject closes(Tally tally) {
        return new JsonObject()
                .put("clean", tally.closes().clean())
                .put("unanswered", tally.closes().unanswered())
                .put("unexpected", counts(tally.closes().unexpected()));
    }

    private static JsonObject tester(Report report) {
        return new JsonObject()
                .put("lane", report.lane())
                .put("busiestLoop", report.tally().loops().busiest())
                .put("loopLate", latency(report.tally().loops().lateness()))
                .put("cores", report.process().cores())
                .put("collections", report.process().collections())
                .put("collecting", report.process().collecting().toMillis())
                .put("longestCollection", report.process().longest().toMillis())
                .put("workers", report.workers().size())
                .put("busiestWorker", report.coresMax())
                .put("heapBytes", report.heapBytes())
                .put("largestHeapBytes", report.heapBytesMax())
                .put("agents", new JsonArray(report.agents()))
                .put("clockError", millis(report.clockErrorNanos()));
    }

    private static JsonObject server(Report report, ServerWatch.Use server) {
        JsonObject json = new JsonObject()
                .put("cpuOpening", millis(server.opening().toNanos()))
                .put("cpuPerOpened", report.serverNanosPerOpened(server) / NANOS_PER_MILLI)
                .put("cpuMeasuring", millis(server.measuring().toNanos()))
                .put("residentBefore", server.residentBefore())
                .put("residentOpen", server.residentOpen())
                .put("residentEnd", server.residentEnd());
        if (report.tally().work() instanceof DeliveryTally deliveries) {
            json.put("deliveriesPerCpuSecond", Report.perServerCpuSecond(deliveries, server));
        }
        return json;
    }

    /** Percentiles of nothing are null. */
    private static JsonObject latency(Histogram histogram) {
        JsonObject latency = new JsonObject().put("count", histogram.getTotalCount());
        Percentile.ALL.forEach(percentile -> latency.put(
                percentile.name().replace(".", ""),
                histogram.getTotalCount() == 0 ? null : millis(histogram.getValueAtPercentile(percentile.value()))));
        return latency;
    }

    private static JsonObject counts(Map<?, Long> counts) {
        JsonObject json = new JsonObject();
        counts.forEach((what, count) -> json.put(what.toString(), count));
        return json;
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
