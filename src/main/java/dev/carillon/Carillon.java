package dev.carillon;

import dev.carillon.auth.Secrets;
import dev.carillon.cli.Config;
import dev.carillon.cli.Doctor;
import dev.carillon.cli.Health;
import dev.carillon.cli.Keygen;
import dev.carillon.cli.Publish;
import dev.carillon.cli.RefusedStart;
import dev.carillon.cli.Serve;
import dev.carillon.cli.StandardOutput;
import dev.carillon.cli.Subscribe;
import dev.carillon.cli.Token;
import dev.carillon.cli.Top;
import dev.carillon.cli.Train;
import dev.carillon.config.Defaults;
import dev.carillon.config.Version;
import dev.carillon.loadtest.LoadTestCommand;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root of the command line: it has the commands by name, refuses a wrong command line, and ends with an exit code.
 */
@Command(
        name = "carillon",
        description = "A WebSocket broadcast service.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Carillon.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Carillon implements Runnable {
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    /** The command as the user typed it. The launcher sets this, so that a user can type hints as they are printed. */
    private static final String TYPED_AS = "carillon.command";

    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        boolean service = args.length > 0 && args[0].equals("serve");
        CommandLine line = commandLine(System.getenv(), args)
                .setOut(StandardOutput.writer(service ? StandardOutput.ofService() : StandardOutput.ofCommand()))
                .setErr(StandardOutput.errors());
        System.exit(execute(line, TypedArguments::ofThisProcess, args));
    }

    /**
     * Runs the command in {@code args}. Refuses arguments that are not UTF-8.
     *
     * @param typed the command line of the process; used where the JVM may have decoded an argument wrongly
     */
    static int execute(CommandLine commandLine, Supplier<byte[]> typed, String... args) {
        String[] asTyped = args.clone();
        for (int i = 0; i < args.length; i++) {
            try {
                asTyped[i] = TypedArguments.isUnsure(args[i]) ? TypedArguments.again(typed.get(), args, i) : args[i];
            } catch (CharacterCodingException unreadable) {
                String message = ("expected arguments in UTF-8, but number %d could not be read as %s: %s%n"
                                + "type it in UTF-8, with LC_ALL=C.UTF-8, or pass the text on standard input")
                        .formatted(i + 1, System.getProperty("sun.jnu.encoding"), args[i]);
                CommandLine named = commandLine.getSubcommands().getOrDefault(args[0], commandLine);
                Defaults defaults = (Defaults) commandLine.getDefaultValueProvider();
                print(
                        commandLine.getErr(),
                        RefusedStart.record(named.getCommandSpec(), args, defaults, message, help(named))
                                .orElse(message + System.lineSeparator()));
                return ExitCode.USAGE;
            }
        }
        return commandLine.execute(asTyped);
    }

    /** The whole command line, ready to {@code execute}; tests set other writers. */
    static CommandLine commandLine(Map<String, String> environment) {
        return commandLine(environment, COMMANDS.keySet());
    }

    /** The part of the command line that {@code args} need. */
    static CommandLine commandLine(Map<String, String> environment, String... args) {
        // picocli reads the annotations of all commands, those of the load tester too. That takes 0.3 s of CPU.
        return args.length > 0 && COMMANDS.containsKey(args[0])
                ? commandLine(environment, Set.of(args[0]))
                : commandLine(environment);
    }

    private static CommandLine commandLine(Map<String, String> environment, Set<String> commands) {
        Defaults defaults =
                new Defaults(environment, () -> commandLine(Map.of()).getCommandSpec());
        CommandLine line = new CommandLine(new Carillon());
        COMMANDS.forEach((name, command) -> {
            if (commands.contains(name)) {
                // A separate command line: a command that changes its own options then does so only if it is used.
                line.addSubcommand(new CommandLine(command.get()));
            }
        });
        return line.setColorScheme(Help.defaultColorScheme(understandsEscapes(environment) ? Ansi.AUTO : Ansi.OFF))
                .setCommandName(System.getProperty(TYPED_AS, "carillon"))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setDefaultValueProvider(defaults)
                .setExecutionStrategy(parsed -> run(parsed, defaults))
                .setParameterExceptionHandler((mistake, args) -> refuse(mistake, args, defaults))
                .setExecutionExceptionHandler((fault, command, parsed) -> fail(fault, parsed, defaults));
    }

    /** A variable that is not a setting is probably misspelt, so no command runs with one. */
    private static int run(ParseResult parsed, Defaults defaults) {
        ParseResult command = parsed;
        boolean asksForHelp = isHelp(command);
        while (command.hasSubcommand()) {
            command = command.subcommand();
            asksForHelp |= isHelp(command);
        }
        if (!asksForHelp) {
            defaults.requireKnownVariables(command.commandSpec());
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static boolean isHelp(ParseResult command) {
        return command.isUsageHelpRequested() || command.isVersionHelpRequested();
    }

    private static boolean understandsEscapes(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return !terminal.isEmpty() && !terminal.equals("dumb");
    }

    /** In the order in which the help lists them. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", Serve::new);
        commands.put("config", Config::new);
        commands.put("publish", Publish::new);
        commands.put("subscribe", Subscribe::new);
        commands.put("top", Top::new);
        commands.put("token", Token::new);
        commands.put("keygen", Keygen::new);
        commands.put("loadtest", LoadTestCommand::new);
        commands.put("doctor", Doctor::new);
        commands.put("health", Health::new);
        commands.put("train", Train::new);
        return Collections.unmodifiableMap(commands);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }

    /** Answers an invalid command line with one line that says where to read more, never with a stack trace. */
    private static int refuse(ParameterException mistake, String[] args, Defaults defaults) {
        CommandLine commandLine = mistake.getCommandLine();
        CommandSpec command = commandLine.getCommandSpec();
        // A mistake in a variable or in the file of settings must not prevent the help that the message names.
        if (List.of(args).contains("--help")) {
            commandLine.usage(commandLine.getOut());
            return command.exitCodeOnUsageHelp();
        }
        // The message repeats what the user typed, and a supervisor may store it in a log.
        String message = Secrets.masked(String.valueOf(mistake.getMessage()));
        String located = message + defaults.origin(message);
        print(
                commandLine.getErr(),
                RefusedStart.record(command, args, defaults, located, help(commandLine))
                        .orElseGet(() -> "%s (see %s)%n".formatted(located, help(commandLine))));
        return command.exitCodeOnInvalidInput();
    }

    /** Prints a stack trace, as picocli does, unless the log of the command is JSON. */
    private static int fail(Exception fault, ParseResult parsed, Defaults defaults) throws Exception {
        CommandLine root = parsed.commandSpec().commandLine();
        CommandSpec command = parsed.hasSubcommand() ? parsed.subcommand().commandSpec() : parsed.commandSpec();
        String[] args = parsed.originalArgs().toArray(String[]::new);
        String record = RefusedStart.fault(command, args, defaults, fault).orElseThrow(() -> fault);
        print(root.getErr(), record);
        return command.exitCodeOnExecutionException();
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }

    private static void print(PrintWriter to, String line) {
        to.print(line);
        to.flush();
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"carillon " + Version.current()};
        }
    }
}
