package dev.carillon;

import dev.carillon.cli.Doctor;
import dev.carillon.cli.Publish;
import dev.carillon.cli.Serve;
import dev.carillon.cli.Subscribe;
import dev.carillon.cli.Train;
import dev.carillon.config.Defaults;
import dev.carillon.config.Version;
import dev.carillon.loadtest.LoadTestCommand;
import java.io.PrintWriter;
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
        versionProvider = Carillon.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Serve.class, Publish.class, Subscribe.class, LoadTestCommand.class, Doctor.class, Train.class})
public final class Carillon implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, ready to {@code execute}; tests give it writers of their own. */
    static CommandLine commandLine() {
        Defaults defaults = new Defaults(System.getenv());
        return new CommandLine(new Carillon())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(defaults)
                .setParameterExceptionHandler((mistake, args) -> refuse(mistake, defaults));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }

    /** Answers a command line that makes no sense: one line and where to read on, never a stack trace. */
    private static int refuse(ParameterException mistake, Defaults defaults) {
        CommandSpec command = mistake.getCommandLine().getCommandSpec();
        PrintWriter err = mistake.getCommandLine().getErr();
        String message = mistake.getMessage();
        err.printf("%s%s (see %s --help)%n", message, defaults.origin(message), command.qualifiedName());
        return command.exitCodeOnInvalidInput();
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"carillon " + Version.current()};
        }
    }
}
