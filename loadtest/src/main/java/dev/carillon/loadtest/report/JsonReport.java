package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The run for programs. Times are in milliseconds unless their name says otherwise. */
public final class JsonReport {
    private static final double NANOS_PER_MILLI = 1e6;

    private JsonReport() {}

    public static String of(Report report, Verdict verdict) {
        JsonObject json = new JsonObject()
                .put("outcome", verdict.outcome().name())
                .put("reasons", new JsonArray(verdict.reasons()))
                .put("plan", plan(report.plan()))
                .put("opening", opening(report.tally()))
                .put("keepAlive", keepAlive(report.tally()));
        switch (report.tally().work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> json.put("fanout", fanout(deliveries));
        }
        return json.put("closes", closes(report.tally()))
                .put("tester", tester(report))
                .encodePrettily();
    }

    private static JsonObject plan(Plan plan) {
        return new JsonObject()
                .put("target", plan.target().toString())
                .put("connections", plan.connections())
                .put("sockets", plan.sockets())
                .put("loops", plan.loops())
                .put("localAddresses", plan.opening().local().size())
                .put("duration", plan.duration().toMillis());
    }

    private static JsonObject opening(Tally tally) {
        return new JsonObject()
                .put("opened", tally.opening().opened())
                .put("took", millis(tally.opening().tookNanos()))
                .put("skippedPorts", tally.opening().skippedPorts())
                .put("failures", counts(tally.opening().failures()));
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

    private static JsonObject fanout(DeliveryTally deliveries) {
        return new JsonObject()
                .put("published", deliveries.published())
                .put("postponed", deliveries.postponed())
                .put("expected", deliveries.expected())
                .put("delivered", deliveries.seen())
                .put("lost", deliveries.lost())
                .put("duplicated", deliveries.duplicated())
                .put("reordered", deliveries.reordered())
                .put("garbled", deliveries.garbled())
                .put("misrouted", deliveries.misrouted())
                .put("foreign", deliveries.foreign())
                .put("latencyFromIntended", latency(deliveries.fromIntended()))
                .put("latencyFromSent", latency(deliveries.fromSent()))
                .put("firstToLast", latency(deliveries.spread().histogram()))
                .put("leftLate", latency(deliveries.sendDelay()));
    }

    private static JsonObject closes(Tally tally) {
        return new JsonObject()
                .put("clean", tally.closes().clean())
                .put("unexpected", counts(tally.closes().unexpected()));
    }

    private static JsonObject tester(Report report) {
        return new JsonObject()
                .put("lane", report.lane())
                .put("busiestLoop", report.tally().loops().busiest())
                .put("loopLate", latency(report.tally().loops().lateness()))
                .put("cores", report.process().cores())
                .put("collections", report.process().collections())
                .put("collecting", report.process().collecting().toMillis());
    }

    private static JsonObject latency(Histogram histogram) {
        return new JsonObject()
                .put("count", histogram.getTotalCount())
                .put("p50", millis(histogram.getValueAtPercentile(50)))
                .put("p90", millis(histogram.getValueAtPercentile(90)))
                .put("p99", millis(histogram.getValueAtPercentile(99)))
                .put("p999", millis(histogram.getValueAtPercentile(99.9)))
                .put("p9999", millis(histogram.getValueAtPercentile(99.99)))
                .put("max", millis(histogram.getMaxValue()));
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
