package dev.carillon;

import dev.carillon.cli.Doctor;
import dev.carillon.cli.Publish;
import dev.carillon.cli.Serve;
import dev.carillon.cli.StandardOutput;
import dev.carillon.cli.Subscribe;
import dev.carillon.cli.Train;
import dev.carillon.config.Defaults;
import dev.carillon.config.Version;
import dev.carillon.loadtest.LoadTestCommand;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
        synopsisSubcommandLabel = "COMMAND")
public final class Carillon implements Runnable {
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        boolean service = args.length > 0 && args[0].equals("serve");
        System.exit(commandLine(args)
                .setOut(StandardOutput.writer(service ? StandardOutput.ofService() : StandardOutput.ofCommand()))
                .setErr(StandardOutput.errors())
                .execute(args));
    }

    /** The whole command line, ready to {@code execute}; tests give it writers of their own. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet());
    }

    /** As much of it as {@code args} need. */
    static CommandLine commandLine(String... args) {
        // picocli reads the annotations of all commands, the load tester's too: 0.3 s of CPU, for one that is used.
        return args.length > 0 && COMMANDS.containsKey(args[0]) ? commandLine(Set.of(args[0])) : commandLine();
    }

    private static CommandLine commandLine(Set<String> commands) {
        Defaults defaults = new Defaults(System.getenv());
        CommandLine line = new CommandLine(new Carillon());
        COMMANDS.forEach((name, command) -> {
            if (commands.contains(name)) {
                line.addSubcommand(command.get());
            }
        });
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setDefaultValueProvider(defaults)
                .setParameterExceptionHandler((mistake, args) -> refuse(mistake, defaults));
    }

    /** By their names, in the order in which help has them. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", Serve::new);
        commands.put("publish", Publish::new);
        commands.put("subscribe", Subscribe::new);
        commands.put("loadtest", LoadTestCommand::new);
        commands.put("doctor", Doctor::new);
        commands.put("train", Train::new);
        return Collections.unmodifiableMap(commands);
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
