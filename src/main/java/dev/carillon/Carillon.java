package dev.carillon;

import dev.carillon.cli.Doctor;
import dev.carillon.cli.Publish;
import dev.carillon.cli.Serve;
import dev.carillon.cli.Subscribe;
import dev.carillon.cli.Train;
import dev.carillon.config.Defaults;
import dev.carillon.config.Version;
import dev.carillon.loadtest.LoadTestCommand;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
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
    /** What the launcher says that the user typed, so that hints can be typed as well. */
    private static final String TYPED_AS = "carillon.command";

    private static final char UNREADABLE = '\uFFFD';

    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        System.exit(execute(commandLine(System.getenv()), args));
    }

    /** Runs what {@code args} ask for, unless the JVM could not read them: it then has U+FFFD in their place. */
    static int execute(CommandLine commandLine, String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].indexOf(UNREADABLE) >= 0) {
                commandLine
                        .getErr()
                        .printf(
                                "expected arguments in UTF-8, but number %d could not be read as %s: %s%n"
                                        + "set LC_ALL=C.UTF-8, as the carillon script does, or pass the text on standard input%n",
                                i + 1, System.getProperty("sun.jnu.encoding"), args[i]);
                return ExitCode.USAGE;
            }
        }
        return commandLine.execute(args);
    }

    /** The whole command line, ready to {@code execute}; tests give it writers of their own. */
    static CommandLine commandLine(Map<String, String> environment) {
        Defaults defaults = new Defaults(environment);
        return new CommandLine(new Carillon())
                .setColorScheme(Help.defaultColorScheme(understandsEscapes(environment) ? Ansi.AUTO : Ansi.OFF))
                .setCommandName(System.getProperty(TYPED_AS, "carillon"))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(defaults)
                .setParameterExceptionHandler((mistake, args) -> refuse(mistake, args, defaults));
    }

    private static boolean understandsEscapes(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return !terminal.isEmpty() && !terminal.equals("dumb");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }

    /** Answers a command line that makes no sense: one line and where to read on, never a stack trace. */
    private static int refuse(ParameterException mistake, String[] args, Defaults defaults) {
        CommandLine commandLine = mistake.getCommandLine();
        CommandSpec command = commandLine.getCommandSpec();
        // A variable or a file with a mistake must not stand between a user and what the mistake's answer points to.
        if (List.of(args).contains("--help")) {
            commandLine.usage(commandLine.getOut());
            return command.exitCodeOnUsageHelp();
        }
        String message = mistake.getMessage();
        commandLine
                .getErr()
                .printf("%s%s (see %s --help)%n", message, defaults.origin(message), command.qualifiedName());
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
