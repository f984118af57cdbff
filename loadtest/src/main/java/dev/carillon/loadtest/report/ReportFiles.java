package dev.carillon.loadtest.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The report on disk. A name that ends in {@code .json} or {@code .html} is that one file; any other is a directory,
 * which gets {@code report.json}, {@code report.html}, {@code timeline.csv} and {@code latency.hgrm}.
 */
public final class ReportFiles {
    /** Steps of the percentile distribution to each halving of the distance to 100 %, as HdrHistogram's tools have it. */
    private static final int STEPS = 5;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Path out;

    /** Makes sure that {@code out} can be written, now and not when an hour of measuring is over. */
    public ReportFiles(Path out) throws IOException {
        this.out = out;
        Path directory = isFile() ? out.toAbsolutePath().getParent() : out;
        Files.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new IOException("expected a directory that can be written to");
        }
    }

    /** With what changed since an {@code older} run, where there is one to compare with. */
    public void write(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older)
            throws IOException {
        String json = JsonReport.of(report, verdict, circumstances);
        if (out.toString().endsWith(".json")) {
            Files.writeString(out, json);
        } else if (isFile()) {
            Files.writeString(out, HtmlReport.of(report, verdict, circumstances, older));
        } else {
            Files.writeString(out.resolve("report.json"), json);
            Files.writeString(out.resolve("report.html"), HtmlReport.of(report, verdict, circumstances, older));
            Files.writeString(out.resolve("timeline.csv"), TimelineCsv.of(report.timeline()));
            Files.writeString(out.resolve("latency.hgrm"), distribution(report.latencies()));
        }
    }

    private boolean isFile() {
        return out.toString().endsWith(".json") || out.toString().endsWith(".html");
    }

    /** Values in milliseconds; HdrHistogram's plotter and others read this. */
    private static String distribution(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.outputPercentileDistribution(new PrintStream(bytes, true, UTF_8), STEPS, NANOS_PER_MILLI);
        return bytes.toString(UTF_8);
    }
}
