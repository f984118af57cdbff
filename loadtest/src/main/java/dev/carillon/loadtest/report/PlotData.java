package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The data of the plots as JSON: the columns of the timeline, and the distributions of the latencies. */
final class PlotData {
    /** The most points of a plot: more than a screen has columns, but few enough for a page that opens quickly. */
    private static final int ROWS_MAX = 3600;

    /** Points for each halving of the distance to 100 %. */
    private static final int STEPS = 10;

    private PlotData() {}

    static String of(Report report) {
        Timeline timeline = report.timeline();
        return new JsonObject()
                .put("sockets", report.plan().sockets())
                .put(
                        "phases",
                        PhaseRow.of(report).stream()
                                .map(row -> phase(row, timeline))
                                .toList())
                .put("timeline", columns(timeline.rows(ROWS_MAX)))
                .put("spectrum", spectrum(report))
                .encode();
    }

    private static JsonObject phase(PhaseRow row, Timeline timeline) {
        return new JsonObject().put("name", row.phase().name()).put("from", timeline.measuredSeconds(row.fromNanos()));
    }

    private static JsonObject columns(List<Row> rows) {
        JsonObject columns = new JsonObject();
        Column.ALL.forEach(column ->
                columns.put(column.name(), rows.stream().map(column.value()).toList()));
        return columns;
    }

    private static JsonArray spectrum(Report report) {
        JsonArray spectrum = new JsonArray();
        switch (report.tally().work()) {
            case HoldTally held -> add("keep-alive to its answer", report.latencies(), spectrum);
            case DeliveryTally deliveries -> {
                add("from when it was due", deliveries.fromIntended, spectrum);
                add("from when it was sent", deliveries.fromSent, spectrum);
                add("first to last reader", deliveries.spread.shown(), spectrum);
            }
            case EchoTally echoes -> {
                add("from when it was due", echoes.fromIntended, spectrum);
                add("from when it was sent", echoes.fromSent, spectrum);
            }
            case ReturnTally returns -> {
                add("away", returns.away, spectrum);
                add("handshake", returns.opening.handshakes, spectrum);
            }
        }
        add("the tester's own lateness", report.tally().loops().lateness, spectrum);
        return spectrum;
    }

    /**
     * Adds the distribution of a histogram. A point is a share of measurements and the value in milliseconds that they
     * exceed. Adds nothing for an empty histogram.
     */
    private static void add(String name, Histogram histogram, JsonArray to) {
        List<List<Double>> points = new ArrayList<>();
        for (HistogramIterationValue value : histogram.percentiles(STEPS)) {
            double above = 1 - value.getPercentileLevelIteratedTo() / 100;
            if (above > 0) {
                points.add(List.of(above, value.getValueIteratedTo() / Figures.NANOS_PER_MILLI));
            }
        }
        if (histogram.getTotalCount() > 0) {
            to.add(new JsonObject().put("name", name).put("points", points));
        }
    }
}
