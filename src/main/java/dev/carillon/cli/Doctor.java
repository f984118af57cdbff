package dev.carillon.cli;

import dev.carillon.config.Counts;
import dev.carillon.doctor.Checkup;
import dev.carillon.doctor.Finding;
import dev.carillon.doctor.Finding.Level;
import dev.carillon.doctor.Machine;
import dev.carillon.doctor.Need;
import dev.carillon.doctor.Setup;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon doctor}: how many connections this machine can hold, and how to raise the limits. */
@Command(
        name = "doctor",
        description =
                "Checks whether this machine can hold a number of connections, server and load tester together, and prints"
                        + " the command that raises each setting that is too low. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it can", "2:the command line is wrong", "4:it cannot with its present settings"},
        footer = {"", "Example: ${COMMAND-FULL-NAME} --for 1m"})
public final class Doctor implements Callable<Integer> {
    /** The exit code that the load tester uses, too, if a run is not possible on this machine. */
    private static final int NOT_POSSIBLE_HERE = 4;

    private static final int HANDSHAKES = 500;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "10k",
            description = "Connections to check for (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--for",
            paramLabel = "N",
            converter = Counts.class,
            description =
                    "Print a script that sets the machine up for N connections, and check nothing. Read it before you run it.")
    private @Nullable Integer setUpFor;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        long heapMax = Runtime.getRuntime().maxMemory();
        if (setUpFor != null) {
            requireOne("--for", setUpFor);
            Setup.of(spec.root().name(), Machine.here(), setUpFor, heapMax).forEach(out::println);
            out.flush();
            return 0;
        }
        requireOne("-c", connections);
        Need need = new Need(connections, 1, true, List.of(), HANDSHAKES);
        List<Finding> findings = Checkup.of(Machine.here(), need, heapMax);
        findings.forEach(finding -> out.print(finding.lines()));
        out.println(
                "With its present settings this machine holds up to %,d connections, server and load tester each in one process."
                        .formatted(Checkup.most(Machine.here(), heapMax)));
        out.flush();
        return findings.stream().anyMatch(finding -> finding.level() == Level.OBSTACLE) ? NOT_POSSIBLE_HERE : 0;
    }

    private void requireOne(String setting, int connections) {
        if (connections < 1) {
            throw new ParameterException(spec.commandLine(), setting + " must be at least 1, was " + connections);
        }
    }
}
