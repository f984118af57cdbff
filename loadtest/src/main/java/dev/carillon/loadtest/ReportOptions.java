package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Comparison;
import dev.carillon.loadtest.report.Expectation;
import dev.carillon.loadtest.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a run is reported and against which expectations it is judged. */
final class ReportOptions {
    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress, only the summary.")
    boolean quiet;

    /** The value of {@code --out} that stands for standard output. */
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory for the report: report.html, report.json, timeline.csv and latency.hgrm. A name that"
                            + " ends in .json or .html is a single file. With -, report.json goes to standard output,"
                            + " and the summary to standard error.")
    private @Nullable Path out;

    @Option(
            names = "--expect",
            paramLabel = "WHAT",
            description = "A condition; if it is not met, the exit code is 5: 'delivery.p99<50ms', 'lost==0',"
                    + " 'closed.unexpected<0.1%%'. May be repeated. For an unknown name the message lists all"
                    + " names.")
    private @Nullable List<String> expected;

    @Option(
            names = "--compare",
            paramLabel = "REPORT",
            description = "Print the changes since the run with this report.json.")
    private @Nullable Path older;

    /** The expectations of the flags. Throws IllegalArgumentException if one does not apply to {@code workload}. */
    List<Expectation> expectations(Workload workload) {
        return Optional.ofNullable(expected).orElse(List.of()).stream()
                .map(text -> Expectation.of(text, workload))
                .toList();
    }

    /** The comparison with an older report, if given. Throws IllegalArgumentException if the file is not a report. */
    Optional<Comparison> comparison() {
        return Optional.ofNullable(older).map(Comparison::with);
    }

    /** The path of the report's files; empty if none are written. */
    Optional<Path> out() {
        return isToStandardOutput() ? Optional.empty() : Optional.ofNullable(out);
    }

    /** Whether {@code report.json} goes to standard output, and the summary to standard error. */
    boolean isToStandardOutput() {
        return STANDARD_OUTPUT.equals(out);
    }

    /** The files of the report, if any. Throws IllegalArgumentException if they cannot be written. */
    Optional<ReportFiles> files() {
        Optional<Path> where = out();
        if (where.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ReportFiles(where.get()));
        } catch (IOException cause) {
            throw new IllegalArgumentException(
                    "--out must be a place that can be written to, was " + out + ": " + cause, cause);
        }
    }
}
