package dev.carillon.loadtest.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The report on disk. A name that ends in {@code .json} or {@code .html} is that one file; any other is a directory,
 * which gets {@code report.json}, {@code report.html}, {@code timeline.csv} and {@code latency.hgrm}.
 */
public final class ReportFiles {
    /** Steps of the percentile distribution to each halving of the distance to 100 %, as HdrHistogram's tools have it. */
    private static final int STEPS = 5;

    private final Path out;

    /** Makes sure that {@code out} can be written, now and not when an hour of measuring is over. */
    public ReportFiles(Path out) throws IOException {
        this.out = out;
        Path directory = isDirectory() ? out : out.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new IOException("expected a directory that can be written to");
        }
    }

    /** For a report within the directory. */
    public ReportFiles within(String name) throws IOException {
        return new ReportFiles(out.resolve(name));
    }

    /** With what changed since an {@code older} run, where there is one to compare with. */
    public void write(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older)
            throws IOException {
        String page = HtmlReport.of(report, verdict, circumstances, older);
        write("report", JsonReport.of(report, verdict, circumstances), page);
        if (isDirectory()) {
            Files.writeString(out.resolve("timeline.csv"), csv(report.timeline()));
            Files.writeString(out.resolve("latency.hgrm"), distribution(report.latencies()));
        }
    }

    /** Writes what the name asks for; in a directory both, under this name. */
    public void write(String name, String json, String page) throws IOException {
        if (isDirectory()) {
            Files.writeString(out.resolve(name + ".json"), json);
            Files.writeString(out.resolve(name + ".html"), page);
        } else {
            Files.writeString(out, out.toString().endsWith(".json") ? json : page);
        }
    }

    /** Whether several files are written. */
    public boolean isDirectory() {
        return !out.toString().endsWith(".json") && !out.toString().endsWith(".html");
    }

    /** For spreadsheets: a line of names, then a line a second. */
    static String csv(Timeline timeline) {
        Stream<Stream<?>> names = Stream.of(Column.ALL.stream().map(Column::name));
        return Stream.concat(names, timeline.rows().stream().map(Column::values).map(List::stream))
                .map(cells -> cells.map(String::valueOf).collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    /** Values in milliseconds; HdrHistogram's plotter and others read this. */
    private static String distribution(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.outputPercentileDistribution(new PrintStream(bytes, true, UTF_8), STEPS, Figures.NANOS_PER_MILLI);
        return bytes.toString(UTF_8);
    }
}
