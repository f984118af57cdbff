package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.report.Circumstances;
import dev.carillon.loadtest.report.JsonReport;
import dev.carillon.loadtest.report.ReportFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the report of a soak: {@code soak.json} and {@code soak.html} into a directory, or one of them as a file. In a
 * directory, each part has a subdirectory with its own report.
 */
public final class SoakFiles {
    /** The version of the format. It changes when the meaning of a field changes, but not when a field is added. */
    static final String FORMAT = "carillon-soak/1";

    private SoakFiles() {}

    /** Writes all files of the report. */
    public static void write(ReportFiles files, SoakReport report, Circumstances circumstances) throws IOException {
        String json = json(report, circumstances).encodePrettily() + "\n";
        files.write("soak", json, () -> SoakPage.of(report, files.isDirectory()));
        if (files.isDirectory()) {
            for (Map.Entry<String, SoakReport.Part> part : report.parts().entrySet()) {
                files.within(part.getKey())
                        .write(part.getValue().report(), part.getValue().verdict(), circumstances, Optional.empty());
            }
        }
    }

    /** Memory is in bytes. Times are in seconds since the first sample. */
    private static JsonObject json(SoakReport report, Circumstances circumstances) {
        JsonObject trends = new JsonObject();
        report.trends().forEach(trend -> trends.put(trend.gauge().key(), json(trend)));
        JsonObject parts = new JsonObject();
        report.parts()
                .forEach((name, part) ->
                        parts.put(name, new JsonObject(JsonReport.of(part.report(), part.verdict(), circumstances))));
        return new JsonObject()
                .put("format", FORMAT)
                .put("outcome", report.outcome().name())
                .put("headline", report.headline())
                .put("reasons", report.reasons())
                .put("remarks", report.remarks())
                .put("trends", trends)
                .put("cores", new JsonObject().put("service", report.cores()).put("tester", report.testerCores()))
                .put("counted", report.counted())
                .put("samples", samples(report))
                .put("parts", parts);
    }

    private static JsonObject json(Trend trend) {
        return new JsonObject()
                .put("direction", trend.direction().name())
                .put("before", trend.before())
                .put("after", trend.after())
                .put("limit", trend.limit())
                .put("perHour", trend.perHour());
    }

    /** Column names once, then rows of values, which keeps the file small. A value that could not be read is null. */
    private static JsonObject samples(SoakReport report) {
        Stream<String> gauges = Arrays.stream(Gauge.values()).map(Gauge::key);
        List<String> columns = Stream.of(Stream.of("seconds"), gauges, Stream.of("counters"))
                .flatMap(names -> names)
                .toList();
        return new JsonObject()
                .put("columns", columns)
                .put(
                        "rows",
                        report.seen().samples().stream()
                                .map(each -> row(report, each))
                                .toList());
    }

    private static List<@Nullable Object> row(SoakReport report, Sample sample) {
        List<@Nullable Object> row = new ArrayList<>(List.of(report.seconds(sample)));
        Arrays.stream(Gauge.values()).forEach(gauge -> row.add(sample.values().get(gauge)));
        row.add(sample.counters());
        return row;
    }
}
