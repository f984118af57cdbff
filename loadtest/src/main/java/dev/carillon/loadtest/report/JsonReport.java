package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.report.Expectation.Judgement;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The report of a run as JSON, for programs. Times are in milliseconds unless the name has another unit. */
public final class JsonReport {
    /** The version of the format. It changes when the meaning of a field changes, but not when a field is added. */
    static final String FORMAT = "carillon-loadtest/1";

    private JsonReport() {}

    /** Returns the report as indented JSON. */
    public static String of(Report report, Verdict verdict, Circumstances circumstances) {
        return json(report, verdict, circumstances).encodePrettily() + "\n";
    }

    static JsonObject json(Report report, Verdict verdict, Circumstances circumstances) {
        JsonObject json = new JsonObject()
                .put("format", FORMAT)
                .put("outcome", verdict.outcome().name())
                .put("valid", verdict.valid())
                .put("ending", report.ending().name())
                .put("headline", Headline.of(report, verdict))
                .put("reasons", verdict.reasons())
                .put("doubts", verdict.doubts())
                .put("remarks", verdict.remarks())
                .put(
                        "expectations",
                        verdict.judgements().stream()
                                .map(JsonReport::expectation)
                                .toList())
                .put("circumstances", circumstances(circumstances))
                .put("plan", PlanTable.of(report.plan()))
                .put("figures", figures(report))
                .put("opening", json(report.tally().opening().shown()))
                .put("keepAlive", json(report.tally().keepAlives().shown()));
        switch (report.tally().work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> json.put("fanout", json(deliveries.shown()));
            case EchoTally echoes -> json.put("echo", json(echoes.shown()));
            case ReturnTally returns -> json.put("returns", json(returns.shown()));
        }
        report.server().ifPresent(server -> json.put("server", server(report, server)));
        report.canaries().ifPresent(canaries -> json.put("canaries", canaries(canaries)));
        json.put("closes", json(report.tally().closes().shown())).put("tester", tester(report));
        List<JsonObject> phases = PhaseRow.of(report).stream()
                .map(row -> phase(row, report.timeline()))
                .toList();
        if (!phases.isEmpty()) {
            json.put("phases", phases);
        }
        return json.put("timeline", timeline(report.timeline()));
    }

    private static JsonObject phase(PhaseRow row, Timeline timeline) {
        return new JsonObject()
                .put("name", row.phase().name())
                .put("from", timeline.measuredSeconds(row.fromNanos()))
                .put("until", timeline.measuredSeconds(row.untilNanos()))
                .put("connections", row.levels().connections())
                .put("publishRate", row.levels().publishRate())
                .put("churnRate", row.levels().churnRate())
                .mergeIn(json(row.tally().shown()));
    }

    private static JsonObject expectation(Judgement judgement) {
        return new JsonObject()
                .put("expected", judgement.expectation().text())
                .put("actual", judgement.actual())
                .put("held", judgement.held())
                .put("measured", judgement.measured());
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
        Metrics.of(report)
                .forEach(metric -> figures.put(metric.name(), metric.isMeasured() ? (Object) metric.value() : null));
        return figures;
    }

    /** Column names once, then rows of values, because there may be thousands of rows. */
    private static JsonObject timeline(Timeline timeline) {
        return new JsonObject()
                .put("columns", Column.ALL.stream().map(Column::name).toList())
                .put("rows", timeline.rows().stream().map(Column::values).toList());
    }

    private static JsonObject canaries(Tally canaries) {
        return new JsonObject()
                .put("opened", canaries.opening().opened.count())
                .put("latencyFromIntended", latency(((DeliveryTally) canaries.work()).fromIntended))
                .put("loopLate", latency(canaries.loops().lateness));
    }

    private static JsonObject tester(Report report) {
        return new JsonObject()
                .put("lane", report.lane())
                .mergeIn(json(report.tally().loops().shown()))
                .put("cores", report.process().cores())
                .put("collections", report.process().collections())
                .put("collecting", report.process().collecting().toMillis())
                .put("longestCollection", report.process().longest().toMillis())
                .put("workers", report.workers().size())
                .put("busiestWorker", report.coresMax())
                .put("heapBytes", report.heapBytes())
                .put("largestHeapBytes", report.heapBytesMax())
                .put("agents", report.agents())
                .put("clockError", millis(report.clockErrorNanos()));
    }

    private static JsonObject server(Report report, ServerWatch.Use server) {
        JsonObject json = new JsonObject()
                .put("cpuOpening", millis(server.opening().toNanos()))
                .put("cpuPerOpened", report.serverNanosPerOpened(server) / Figures.NANOS_PER_MILLI)
                .put("cpuMeasuring", millis(server.measuring().toNanos()))
                .put("residentBefore", server.residentBefore())
                .put("residentOpen", server.residentOpen())
                .put("residentEnd", server.residentEnd());
        if (report.tally().work() instanceof DeliveryTally deliveries) {
            json.put("deliveriesPerCpuSecond", Report.perServerCpuSecond(deliveries, server));
        }
        return json;
    }

    // ---- values of figures

    /** Leaves out empty lists, such as the nodes of a server that is not a cluster. */
    private static JsonObject json(Map<?, ?> shown) {
        JsonObject json = new JsonObject();
        shown.forEach((name, value) -> {
            if (!value.equals(List.of())) {
                json.put(name.toString(), json(value));
            }
        });
        return json;
    }

    private static Object json(Object shown) {
        return switch (shown) {
            case Map<?, ?> byName -> json(byName);
            case List<?> list -> list.stream().map(JsonReport::json).toList();
            case Histogram histogram -> latency(histogram);
            case Duration duration -> millis(duration.toNanos());
            default -> shown;
        };
    }

    /** The percentiles of an empty histogram are null. */
    private static JsonObject latency(Histogram histogram) {
        JsonObject latency = new JsonObject().put("count", histogram.getTotalCount());
        Percentile.ALL.forEach(percentile -> latency.put(
                percentile.name().replace(".", ""),
                histogram.getTotalCount() == 0 ? null : millis(histogram.getValueAtPercentile(percentile.value()))));
        return latency;
    }

    private static double millis(long nanos) {
        return nanos / Figures.NANOS_PER_MILLI;
    }
}
