package dev.carillon.loadtest;

import dev.carillon.doctor.Finding;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Circumstances;
import dev.carillon.loadtest.report.Comparison;
import dev.carillon.loadtest.report.Expectation;
import dev.carillon.loadtest.report.JsonReport;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.ReportFiles;
import dev.carillon.loadtest.report.Summary;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.run.Distribution;
import dev.carillon.loadtest.run.LoadTest;
import dev.carillon.loadtest.run.Screen;
import dev.carillon.loadtest.run.WorkerLost;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A verb that loads a server according to its flags and reports the result: progress on standard error, the summary on
 * standard output. It runs on the main thread.
 */
@Command(modelTransformer = FlagModel.class)
abstract class LoadVerb implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LoadOptions options;

    /** How a run is judged, and how it is reported in addition to the summary. */
    record Reporting(
            List<Expectation> expectations,
            Optional<Comparison> comparison,
            Optional<ReportFiles> files,
            Circumstances circumstances) {}

    @Override
    public final Integer call() throws Exception {
        return run().code();
    }

    /** Makes one or more plans and carries them out. */
    abstract ExitCode run() throws Exception;

    /** Standard output, for results. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    Interruption interruption() {
        return Interruption.of(spec);
    }

    /** Carries out one plan with the number of workers of {@code --workers}. */
    ExitCode carryOut(Supplier<Plan> planner) {
        return carryOut(planner, options.workers);
    }

    /** Carries out one plan with a number of workers that the verb sets. */
    ExitCode carryOut(Supplier<Plan> planner, int workers) {
        Plan plan = checked(planner);
        Distribution distribution = distribution(plan, workers);
        Reporting reporting = prepare(plan);
        if (!isPossible(plan, distribution)) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        try {
            return report(load(plan, distribution), reporting);
        } catch (WorkerLost reason) {
            return lost(reason);
        }
    }

    /** Reports why there is no result, and returns the exit code. */
    ExitCode lost(WorkerLost reason) {
        err().println(reason.getMessage());
        err().flush();
        if (interruption().wasInterrupted()) {
            return interruption().endsWith(ExitCode.INTERRUPTED);
        }
        return interruption().endsWith(reason.begun() ? ExitCode.INVALID : ExitCode.NOT_POSSIBLE_HERE);
    }

    /** How the plan is distributed over processes. */
    Distribution distribution(Plan plan, int workers) {
        return checked(() -> options.distribution(plan, workers));
    }

    /** The user's command line, from {@code loadtest} on. */
    private List<String> arguments() {
        List<String> given = spec.root().commandLine().getParseResult().originalArgs();
        List<String> arguments = new ArrayList<>(List.of("loadtest"));
        arguments.addAll(given.subList(given.indexOf(spec.name()), given.size()));
        return arguments;
    }

    /**
     * Prepares the report of a run. It is called before the run, so that a mistake in the report's flags is reported
     * before an hour of measuring and not after it.
     */
    Reporting prepare(Plan plan) {
        return prepare(plan, (expectations, workload) -> expectations);
    }

    /** Prepares the report of a run, with the expectations that {@code bounds} makes of those of the flags. */
    Reporting prepare(Plan plan, BiFunction<List<Expectation>, Workload, List<Expectation>> bounds) {
        Workload workload = plan.workload();
        return new Reporting(
                checked(() -> bounds.apply(options.reporting.expectations(workload), workload)),
                checked(options.reporting::comparison),
                checked(options.reporting::files),
                Environment.now(arguments()));
    }

    /** Runs the plan. An interruption ends it early; the process then ends after {@link #report} has reported the run. */
    Report load(Plan plan, Distribution distribution) {
        LoadTest test = new LoadTest(plan, distribution, checked(options::server), screen());
        interruption().begin(test::endEarly);
        try {
            return test.run();
        } catch (WorkerLost reason) {
            throw reason;
        } catch (RuntimeException failure) {
            // No summary follows, so the end of the process must not wait for one.
            interruption().endsWith(ExitCode.FAILED);
            throw failure;
        }
    }

    /** Prints and writes the results of a run, and returns the exit code. */
    ExitCode report(Report report, Reporting reporting) {
        return report(report, Verdict.of(report, reporting.expectations()), reporting);
    }

    /** Prints and writes the results of a run, with a verdict that depends on more than this run. */
    ExitCode report(Report report, Verdict verdict, Reporting reporting) {
        // The files are written first, because the process ends if standard output cannot be written.
        reporting
                .files()
                .ifPresent(each ->
                        write(() -> each.write(report, verdict, reporting.circumstances(), reporting.comparison())));
        boolean toOutput = options.reporting.isToStandardOutput();
        PrintWriter summary = toOutput ? err() : out();
        summary.print(Summary.of(report, verdict, width()));
        reporting.comparison().ifPresent(older -> summary.print(older.with(report, width())));
        summary.flush();
        if (toOutput) {
            out().print(JsonReport.of(report, verdict, reporting.circumstances()));
            out().flush();
        }
        return interruption().endsWith(ExitCode.of(verdict.outcome()));
    }

    /** Returns the result of {@code maker}. An IllegalArgumentException becomes an error of the command line. */
    <T> T checked(Supplier<T> maker) {
        return checked(spec, maker);
    }

    /** Does the same as {@link #checked(Supplier)} for a command of any class. */
    static <T> T checked(CommandSpec spec, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /** Reports {@code message} as an error of the command line, unless the condition is met. */
    void require(boolean met, String message) {
        if (!met) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** Whether this machine can carry out the plan. Prints the complaints. */
    boolean isPossible(Plan plan, Distribution distribution) {
        // With agents it is always true here: each agent checks its own machine.
        return !distribution.isHere() || isPossible(Preflight.complaints(plan, distribution));
    }

    /** Whether this machine can carry out all plans at once, in this process. Prints the complaints. */
    boolean arePossible(List<Plan> plans) {
        return isPossible(Preflight.complaints(plans));
    }

    private boolean isPossible(List<Finding> complaints) {
        boolean possible = Preflight.isPossible(complaints);
        if (!possible || !options.reporting.quiet) {
            complaints.forEach(complaint -> err().print(complaint.lines()));
            err().flush();
        }
        return possible;
    }

    Screen screen() {
        if (options.reporting.quiet || !TerminalProbe.is(TerminalProbe.Stream.ERR)) {
            return Screen.file(err(), options.reporting.quiet);
        }
        int width = TerminalProbe.width(TerminalProbe.Stream.ERR);
        return TerminalProbe.takesEscapes(System.getenv())
                ? Screen.terminal(err(), width)
                : Screen.plainTerminal(err(), width);
    }

    /** Columns of a line on standard output. */
    int width() {
        return TerminalProbe.width(TerminalProbe.Stream.OUT);
    }

    /** Writes a report. If that fails, it prints the cause; the outcome of the run stays the same. */
    void write(Writing writing) {
        try {
            writing.write();
        } catch (IOException cause) {
            err().println("the report could not be written: " + cause);
        }
    }

    /** A step that writes files. */
    interface Writing {
        void write() throws IOException;
    }
}
