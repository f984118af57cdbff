package dev.carillon;

import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line's root: names the commands, says what is wrong with a command line, and ends with its exit code. */
@Command(
        name = "carillon",
        description = "A WebSocket broadcast service.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Carillon.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
public final class Carillon implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, ready to {@code execute}; tests give it writers of their own. */
    static CommandLine commandLine() {
        return new CommandLine(new Carillon()).setParameterExceptionHandler(Carillon::refuse);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }

    /** Answers a command line that makes no sense: one line and where to read on, never a stack trace. */
    private static int refuse(ParameterException mistake, String[] args) {
        CommandSpec command = mistake.getCommandLine().getCommandSpec();
        PrintWriter err = mistake.getCommandLine().getErr();
        err.printf("%s (see %s --help)%n", mistake.getMessage(), command.qualifiedName());
        return command.exitCodeOnInvalidInput();
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Carillon.class.getPackage().getImplementationVersion();
            return new String[] {"carillon " + Objects.requireNonNullElse(version, "(not from a jar)")};
        }
    }
}
