package dev.carillon.loadtest.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Writes reports to disk. A path that ends in {@code .json} or {@code .html} is one file. Any other path is a directory
 * for {@code report.json}, {@code report.html}, {@code timeline.csv} and {@code latency.hgrm}.
 */
public final class ReportFiles {
    /** Lines of the distribution for each halving of the distance to 100 %, as in the tools of HdrHistogram. */
    private static final int STEPS = 5;

    private final Path out;

    /**
     * Creates the directory of {@code out} and checks that it can be written to. So a wrong path is reported before a
     * long measurement and not after it.
     *
     * @throws IOException if it cannot be created or written to
     */
    public ReportFiles(Path out) throws IOException {
        this.out = out;
        Path directory = isDirectory() ? out : out.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new IOException("expected a directory that can be written to");
        }
    }

    /** Returns the files of a report in the subdirectory {@code name}. */
    public ReportFiles within(String name) throws IOException {
        return new ReportFiles(out.resolve(name));
    }

    /** Writes the report of a run. The HTML page includes the comparison with an older run, if there is one. */
    public void write(Report report, Verdict verdict, Circumstances circumstances, Optional<Comparison> older)
            throws IOException {
        write(
                "report",
                JsonReport.of(report, verdict, circumstances),
                () -> HtmlReport.of(report, verdict, circumstances, older));
        if (isDirectory()) {
            Files.writeString(out.resolve("timeline.csv"), csv(report.timeline()));
            Files.writeString(out.resolve("latency.hgrm"), distribution(report.latencies()));
        }
    }

    /**
     * Writes both texts into the directory, in files named {@code name}; or one of them if {@code out} is a file. The page
     * is made after the JSON is on disk, and only if it is written.
     */
    public void write(String name, String json, Supplier<String> page) throws IOException {
        if (isDirectory()) {
            Files.writeString(out.resolve(name + ".json"), json);
            Files.writeString(out.resolve(name + ".html"), page.get());
        } else {
            Files.writeString(out, out.toString().endsWith(".json") ? json : page.get());
        }
    }

    /** Whether the path is a directory, so that several files are written. */
    public boolean isDirectory() {
        return !out.toString().endsWith(".json") && !out.toString().endsWith(".html");
    }

    /** Returns the timeline as CSV for spreadsheets: a line with the names of the columns, then a line for each row. */
    static String csv(Timeline timeline) {
        Stream<Stream<?>> names = Stream.of(Column.ALL.stream().map(Column::name));
        return Stream.concat(names, timeline.rows().stream().map(Column::values).map(List::stream))
                .map(cells -> cells.map(String::valueOf).collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    /** Returns the percentiles in milliseconds, in the text format of HdrHistogram, which its plotter reads. */
    private static String distribution(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.outputPercentileDistribution(new PrintStream(bytes, true, UTF_8), STEPS, Figures.NANOS_PER_MILLI);
        return bytes.toString(UTF_8);
    }
}
