package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.report.Circumstances;
import dev.carillon.loadtest.report.JsonReport;
import dev.carillon.loadtest.report.ReportFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A soak on disk. A name that ends in {@code .json} or {@code .html} is that one file; any other is a directory, which gets
 * {@code soak.json} and {@code soak.html}, and beside them a directory with the report of each part.
 */
public final class SoakFiles {
    /** Changes when the meaning of a field does; new fields may come without. */
    static final String FORMAT = "carillon-soak/1";

    private SoakFiles() {}

    public static void write(Path out, SoakReport report, Circumstances circumstances) throws IOException {
        String json = json(report, circumstances).encodePrettily() + "\n";
        if (out.toString().endsWith(".json")) {
            Files.writeString(out, json);
        } else if (out.toString().endsWith(".html")) {
            Files.writeString(out, SoakPage.of(report, false));
        } else {
            Files.writeString(out.resolve("soak.json"), json);
            Files.writeString(out.resolve("soak.html"), SoakPage.of(report, true));
            for (Map.Entry<String, SoakReport.Part> part : report.parts().entrySet()) {
                new ReportFiles(out.resolve(part.getKey()))
                        .write(part.getValue().report(), part.getValue().verdict(), circumstances, Optional.empty());
            }
        }
    }

    /** Bytes are bytes, and times are seconds since the first look. */
    static JsonObject json(SoakReport report, Circumstances circumstances) {
        JsonObject parts = new JsonObject();
        report.parts()
                .forEach((name, part) ->
                        parts.put(name, new JsonObject(JsonReport.of(part.report(), part.verdict(), circumstances))));
        return new JsonObject()
                .put("format", FORMAT)
                .put("outcome", report.outcome().name())
                .put("headline", report.headline())
                .put("reasons", new JsonArray(report.reasons()))
                .put("remarks", new JsonArray(report.remarks()))
                .put("trends", trends(report))
                .put("cores", new JsonObject().put("service", report.cores()).put("tester", report.testerCores()))
                .put("counted", new JsonObject(Map.copyOf(report.counted())))
                .put("samples", samples(report))
                .put("parts", parts);
    }

    private static JsonObject trends(SoakReport report) {
        JsonObject trends = new JsonObject();
        report.trends()
                .forEach(trend -> trends.put(
                        trend.gauge().key(),
                        new JsonObject()
                                .put("direction", trend.direction().name())
                                .put("before", trend.before())
                                .put("after", trend.after())
                                .put("limit", trend.limit())
                                .put("perHour", trend.perHour())));
        return trends;
    }

    /** Names once and then values only; null where a look did not tell. */
    private static JsonObject samples(SoakReport report) {
        JsonArray rows = new JsonArray();
        for (Sample sample : report.seen().samples()) {
            JsonArray row = new JsonArray().add(seconds(report, sample));
            Arrays.stream(Gauge.values())
                    .forEach(gauge -> row.add(sample.values().get(gauge)));
            rows.add(row.add(new JsonObject(Map.copyOf(sample.counters()))));
        }
        JsonArray columns = new JsonArray().add("seconds");
        Arrays.stream(Gauge.values()).map(Gauge::key).forEach(columns::add);
        return new JsonObject().put("columns", columns.add("counters")).put("rows", rows);
    }

    static double seconds(SoakReport report, Sample sample) {
        long first = report.seen().samples().getFirst().nanos();
        return Math.round((sample.nanos() - first) / 1e6) / 1000.0;
    }
}
