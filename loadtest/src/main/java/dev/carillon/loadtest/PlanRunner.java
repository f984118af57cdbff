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
import java.util.function.BiFunction;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Performs a plan for one of the verbs, and tells what came of it: progress on standard error, the summary on output. */
final class PlanRunner {
    private final CommandSpec spec;
    private final LoadOptions options;
    private final ReportOptions reporting;
    /** For results. */
    final PrintWriter out;

    private final PrintWriter err;
    final Interruption interruption;

    /** How a run is judged and told, besides by the summary. */
    record Telling(
            List<Expectation> expectations,
            Optional<Comparison> comparison,
            Optional<ReportFiles> files,
            Circumstances circumstances) {}

    PlanRunner(CommandSpec spec, LoadOptions options) {
        this.spec = spec;
        this.options = options;
        this.reporting = options.reporting;
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.interruption = Interruption.of(spec);
    }

    ExitCode of(Supplier<Plan> planner) {
        return of(planner, options.workers);
    }

    /** As the other one, by as many workers as the verb chooses. */
    ExitCode of(Supplier<Plan> planner, int workers) {
        Plan plan = checked(planner);
        Distribution distribution = distribution(plan, workers);
        Telling telling = prepare(plan);
        if (!isPossible(plan, distribution)) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        try {
            return tell(run(plan, distribution), telling);
        } catch (WorkerLost reason) {
            return lost(reason);
        }
    }

    /** Says why there is nothing to tell. */
    ExitCode lost(WorkerLost reason) {
        err.println(reason.getMessage());
        err.flush();
        if (interruption.hasCome()) {
            return interruption.endsWith(ExitCode.INTERRUPTED);
        }
        return interruption.endsWith(reason.begun() ? ExitCode.INVALID : ExitCode.NOT_POSSIBLE_HERE);
    }

    /** How the plan is spread over processes. */
    Distribution distribution(Plan plan, int workers) {
        return checked(() -> options.distribution(plan, workers));
    }

    /** The command line from {@code loadtest} on, as it was given. */
    private List<String> arguments() {
        List<String> given = spec.root().commandLine().getParseResult().originalArgs();
        List<String> arguments = new ArrayList<>(List.of("loadtest"));
        arguments.addAll(given.subList(given.indexOf(spec.name()), given.size()));
        return arguments;
    }

    /** Whatever tells what came of a run; what is wrong with it must be known before an hour of measuring, not after it. */
    Telling prepare(Plan plan) {
        return prepare(plan, (expectations, workload) -> expectations);
    }

    /** The same, where the verb makes more or less of what is expected. */
    Telling prepare(Plan plan, BiFunction<List<Expectation>, Workload, List<Expectation>> bounds) {
        Workload workload = plan.workload();
        return new Telling(
                checked(() -> bounds.apply(reporting.expectations(workload), workload)),
                checked(reporting::comparison),
                checked(reporting::files),
                Environment.now(arguments()));
    }

    /** Runs the plan; an interruption ends it early, and the process once {@link #tell} has told what came of it. */
    Report run(Plan plan, Distribution distribution) {
        LoadTest test = new LoadTest(plan, distribution, checked(options::server), screen());
        interruption.begin(test::endEarly);
        try {
            return test.run();
        } catch (WorkerLost reason) {
            throw reason;
        } catch (RuntimeException failure) {
            // Nothing will be told that the end of the process has to wait for.
            interruption.endsWith(ExitCode.FAILED);
            throw failure;
        }
    }

    /** Prints and writes what came of a run. */
    ExitCode tell(Report report, Telling telling) {
        return tell(report, Verdict.of(report, telling.expectations()), telling);
    }

    /** The same, with a verdict that is not of this run alone. */
    ExitCode tell(Report report, Verdict verdict, Telling telling) {
        // Files first: the process ends where standard output cannot be written.
        telling.files()
                .ifPresent(each ->
                        write(() -> each.write(report, verdict, telling.circumstances(), telling.comparison())));
        boolean toOutput = reporting.isToStandardOutput();
        PrintWriter forPeople = toOutput ? err : out;
        forPeople.print(Summary.of(report, verdict, width()));
        telling.comparison().ifPresent(older -> forPeople.print(older.with(report, width())));
        forPeople.flush();
        if (toOutput) {
            out.print(JsonReport.of(report, verdict, telling.circumstances()));
            out.flush();
        }
        return interruption.endsWith(ExitCode.of(verdict.outcome()));
    }

    /** The result of {@code maker}, or a mistake in the command line. */
    <T> T checked(Supplier<T> maker) {
        return checked(spec, maker);
    }

    /** The same for a verb of {@code spec} that does not run a plan itself. */
    static <T> T checked(CommandSpec spec, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /** A mistake in the command line. */
    ParameterException mistake(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    boolean isPossible(Plan plan, Distribution distribution) {
        // An agent reports the limits of its machine itself.
        return !distribution.isHere() || isPossible(Preflight.complaints(plan, distribution));
    }

    /** Whether all of them can run here at once, in this process. */
    boolean arePossible(List<Plan> plans) {
        return isPossible(Preflight.complaints(plans));
    }

    private boolean isPossible(List<Finding> complaints) {
        boolean possible = Preflight.isPossible(complaints);
        if (!possible || !reporting.quiet) {
            complaints.forEach(complaint -> err.print(complaint.lines()));
            err.flush();
        }
        return possible;
    }

    Screen screen() {
        if (reporting.quiet || !TerminalProbe.is(TerminalProbe.Stream.ERR)) {
            return Screen.file(err, reporting.quiet);
        }
        int width = TerminalProbe.width(TerminalProbe.Stream.ERR);
        return TerminalProbe.takesEscapes(System.getenv())
                ? Screen.terminal(err, width)
                : Screen.plainTerminal(err, width);
    }

    /** For the lines on standard output. */
    int width() {
        return TerminalProbe.width(TerminalProbe.Stream.OUT);
    }

    /** Says so where a report cannot be written; the run has its outcome all the same. */
    void write(Writing writing) {
        try {
            writing.write();
        } catch (IOException cause) {
            err.println("the report could not be written: " + cause);
        }
    }

    /** Writes files. */
    interface Writing {
        void write() throws IOException;
    }
}
