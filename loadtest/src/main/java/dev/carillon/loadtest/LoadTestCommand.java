package dev.carillon.loadtest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code carillon loadtest}, which lists the verbs of the load tester. */
@Command(
        name = "loadtest",
        description = "Loads a server of WebSockets or event streams, and reports whether it behaved correctly.",
        synopsisSubcommandLabel = "VERB",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:passed",
            "1:failed: connections not opened or lost, deliveries lost, duplicated or reordered, or nothing measured",
            "2:the command line is wrong",
            "3:invalid: the tester itself was the bottleneck",
            "4:not possible on this machine: nothing was started",
            "5:an --expect was not met, though all that the plan asks for was reached",
            "130:interrupted: Ctrl-C or SIGTERM ended the run"
        },
        subcommands = {
            WorkloadVerb.IdleCommand.class,
            WorkloadVerb.FanoutCommand.class,
            WorkloadVerb.EchoCommand.class,
            WorkloadVerb.ChurnCommand.class,
            WorkloadVerb.StormCommand.class,
            WorkloadVerb.SlowCommand.class,
            ResumeCommand.class,
            SearchCommand.class,
            ScaleCommand.class,
            SoakCommand.class,
            CompareCommand.class,
            RunCommand.class,
            AgentCommand.class
        })
public final class LoadTestCommand implements Runnable {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    public LoadTestCommand() {
        this(new Interruption());
    }

    /** Creates the command with the interruption that can end the verb early. */
    LoadTestCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    Interruption interruption() {
        return interruption;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing verb; expected one of: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
