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
 * A verb that loads a server as its flags say, and reports the result: progress on standard error, the summary on
 * standard output.
 */
@Command(modelTransformer = FlagModel.class)
abstract class LoadVerb implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LoadOptions options;

    /** How a run is judged and reported, besides in the summary. */
    record Telling(
            List<Expectation> expectations,
            Optional<Comparison> comparison,
            Optional<ReportFiles> files,
            Circumstances circumstances) {}

    @Override
    public final Integer call() throws Exception {
        return run().code();
    }

    /** Makes the plan, or the plans, and carries them out. */
    abstract ExitCode run() throws Exception;

    /** For results. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    Interruption interruption() {
        return Interruption.of(spec);
    }

    /** Carries out one plan. */
    ExitCode carryOut(Supplier<Plan> planner) {
        return carryOut(planner, options.workers);
    }

    /** As the other one, by as many workers as the verb chooses. */
    ExitCode carryOut(Supplier<Plan> planner, int workers) {
        Plan plan = checked(planner);
        Distribution distribution = distribution(plan, workers);
        Telling telling = prepare(plan);
        if (!isPossible(plan, distribution)) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        try {
            return tell(load(plan, distribution), telling);
        } catch (WorkerLost reason) {
            return lost(reason);
        }
    }

    /** Reports why there is no result. */
    ExitCode lost(WorkerLost reason) {
        err().println(reason.getMessage());
        err().flush();
        if (interruption().hasCome()) {
            return interruption().endsWith(ExitCode.INTERRUPTED);
        }
        return interruption().endsWith(reason.begun() ? ExitCode.INVALID : ExitCode.NOT_POSSIBLE_HERE);
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

    /** Prepares the report of a run: a mistake in its flags must be known before an hour of measuring, not after it. */
    Telling prepare(Plan plan) {
        return prepare(plan, (expectations, workload) -> expectations);
    }

    /** The same, where the verb changes the expectations. */
    Telling prepare(Plan plan, BiFunction<List<Expectation>, Workload, List<Expectation>> bounds) {
        Workload workload = plan.workload();
        return new Telling(
                checked(() -> bounds.apply(options.reporting.expectations(workload), workload)),
                checked(options.reporting::comparison),
                checked(options.reporting::files),
                Environment.now(arguments()));
    }

    /** Runs the plan; an interruption ends it early, and the process once {@link #tell} has reported it. */
    Report load(Plan plan, Distribution distribution) {
        LoadTest test = new LoadTest(plan, distribution, checked(options::server), screen());
        interruption().begin(test::endEarly);
        try {
            return test.run();
        } catch (WorkerLost reason) {
            throw reason;
        } catch (RuntimeException failure) {
            // There will be no summary for which the end of the process must wait.
            interruption().endsWith(ExitCode.FAILED);
            throw failure;
        }
    }

    /** Prints and writes the results of a run. */
    ExitCode tell(Report report, Telling telling) {
        return tell(report, Verdict.of(report, telling.expectations()), telling);
    }

    /** The same, with a verdict that is not of this run alone. */
    ExitCode tell(Report report, Verdict verdict, Telling telling) {
        // Files first: the process ends where standard output cannot be written.
        telling.files()
                .ifPresent(each ->
                        write(() -> each.write(report, verdict, telling.circumstances(), telling.comparison())));
        boolean toOutput = options.reporting.isToStandardOutput();
        PrintWriter forPeople = toOutput ? err() : out();
        forPeople.print(Summary.of(report, verdict, width()));
        telling.comparison().ifPresent(older -> forPeople.print(older.with(report, width())));
        forPeople.flush();
        if (toOutput) {
            out().print(JsonReport.of(report, verdict, telling.circumstances()));
            out().flush();
        }
        return interruption().endsWith(ExitCode.of(verdict.outcome()));
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

    /** What is not met is a mistake in the command line, with this message. */
    void require(boolean met, String message) {
        if (!met) {
            throw new ParameterException(spec.commandLine(), message);
        }
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

    /** For the lines on standard output. */
    int width() {
        return TerminalProbe.width(TerminalProbe.Stream.OUT);
    }

    /** Prints why a report cannot be written; the run has its outcome all the same. */
    void write(Writing writing) {
        try {
            writing.write();
        } catch (IOException cause) {
            err().println("the report could not be written: " + cause);
        }
    }

    /** Writes files. */
    interface Writing {
        void write() throws IOException;
    }
}
