package dev.carillon.loadtest;

import dev.carillon.doctor.Finding;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Circumstances;
import dev.carillon.loadtest.report.Comparison;
import dev.carillon.loadtest.report.Expectation;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.ReportFiles;
import dev.carillon.loadtest.report.Summary;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.run.LoadTest;
import dev.carillon.loadtest.run.Screen;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Performs a plan for one of the verbs, and tells what came of it: progress on standard error, the summary on output. */
final class Performance {
    private final CommandSpec spec;
    private final ReportOptions reporting;
    private final PrintWriter out;
    private final PrintWriter err;

    Performance(CommandSpec spec, LoadOptions options) {
        this.spec = spec;
        this.reporting = options.reporting();
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
    }

    ExitCode of(Supplier<Plan> planner) {
        Plan plan = checked(planner);
        // What is wrong with these must be known before an hour of measuring, not after it.
        List<Expectation> expectations = checked(() -> reporting.expectations(plan.workload()));
        Optional<Comparison> comparison = checked(reporting::comparison);
        Optional<ReportFiles> files = checked(reporting::files);
        Circumstances circumstances =
                Surroundings.now(spec.root().commandLine().getParseResult().originalArgs());
        if (!isPossible(plan)) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        Report report = LoadTest.run(plan, screen());
        Verdict verdict = Verdict.of(report, expectations);
        out.print(Summary.of(report, verdict));
        comparison.ifPresent(older -> out.print(older.with(report)));
        out.flush();
        files.ifPresent(each -> write(() -> each.write(report, verdict, circumstances, comparison)));
        return ExitCode.of(verdict.outcome());
    }

    private <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        }
    }

    private boolean isPossible(Plan plan) {
        List<Finding> complaints = Preflight.complaints(plan);
        boolean possible = Preflight.isPossible(complaints);
        if (!possible || !reporting.isQuiet()) {
            complaints.forEach(complaint -> err.print(complaint.lines()));
            err.flush();
        }
        return possible;
    }

    private Screen screen() {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new Screen(err, terminal, reporting.isQuiet());
    }

    private void write(Writing writing) {
        try {
            writing.write();
        } catch (IOException cause) {
            err.println("the report could not be written: " + cause);
        }
    }

    private interface Writing {
        void write() throws IOException;
    }
}
