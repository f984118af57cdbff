package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.JsonReport;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Summary;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.run.LoadTest;
import dev.carillon.loadtest.run.Screen;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Performs a plan for one of the verbs, and tells what came of it: progress on standard error, the summary on output. */
final class Performance {
    private final CommandLine commandLine;
    private final LoadOptions options;

    Performance(CommandSpec spec, LoadOptions options) {
        this.commandLine = spec.commandLine();
        this.options = options;
    }

    ExitCode of(Supplier<Plan> planner) {
        Plan plan = checked(planner);
        Optional<String> obstacle = Preflight.obstacle(plan);
        if (obstacle.isPresent()) {
            commandLine.getErr().println(obstacle.get());
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        Report report = LoadTest.run(plan, screen(commandLine.getErr()));
        Verdict verdict = Verdict.of(report);
        commandLine.getOut().print(Summary.of(report, verdict));
        commandLine.getOut().flush();
        options.out().ifPresent(file -> write(file, JsonReport.of(report, verdict)));
        return ExitCode.of(verdict.outcome());
    }

    private Plan checked(Supplier<Plan> planner) {
        try {
            return planner.get();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(commandLine, String.valueOf(mistake.getMessage()), mistake);
        }
    }

    private Screen screen(PrintWriter err) {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new Screen(err, terminal, options.isQuiet());
    }

    private void write(Path file, String json) {
        try {
            Files.writeString(file, json);
        } catch (IOException cause) {
            commandLine.getErr().println("--out " + file + " could not be written: " + cause);
        }
    }
}
