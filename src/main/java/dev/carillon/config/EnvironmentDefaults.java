package dev.carillon.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads options from environment variables: {@code --idle-timeout} from {@code CARILLON_IDLE_TIMEOUT}. An empty
 * variable counts as not set. So does a variable that Kubernetes sets for a Service.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {
    static final String PREFIX = "CARILLON_";

    /** Variables that are not options: the launcher reads the first, the load tester the second. */
    private static final Set<String> OTHERS = Set.of("JAVA_OPTS", "AGENT_SECRET");

    /** A variable of a Kubernetes Service whose name begins with carillon, recognised by its name or its value. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_SERVICE_(HOST|PORT(_.+)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

    private static final Pattern SERVICE_PORT = Pattern.compile("(tcp|udp|sctp)://.+:\\d+");

    private final SortedMap<String, String> variables = new TreeMap<>();

    public EnvironmentDefaults(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank() && !isServiceLink(name, value)) {
                variables.put(name, value);
            }
        });
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_PORT.matcher(value).matches());
    }

    /** The value of the variable; null, as picocli requires, if it is not set and the default of the flag applies. */
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        // An image may have CARILLON_VERSION, which must not mean --version.
        return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
                ? variables.get(variableOf(option))
                : null;
    }

    /**
     * Refuses a variable that is named after no option of any command, since it is probably misspelt.
     *
     * @param everyCommand makes the whole command line; called only if the options of {@code command} are not enough
     * @throws ParameterException for {@code command}; the message names the first such variable
     */
    void requireKnown(CommandSpec command, Supplier<CommandSpec> everyCommand) {
        Set<String> known = new TreeSet<>(OTHERS);
        addNames(command, known);
        if (firstBut(known).isPresent()) {
            addNames(everyCommand.get(), known);
        }
        Optional<String> unknown = firstBut(known);
        if (unknown.isPresent()) {
            throw new ParameterException(
                    command.commandLine(),
                    "expected a variable that is named after an option, such as CARILLON_PORT for --port, but was "
                            + PREFIX + unknown.get() + meant(unknown.get(), command, known));
        }
    }

    private Optional<String> firstBut(Set<String> known) {
        return variables.keySet().stream()
                .map(variable -> variable.substring(PREFIX.length()))
                .filter(name -> !known.contains(name))
                .findFirst();
    }

    private static String meant(String name, CommandSpec command, Set<String> known) {
        Set<String> ofTheCommand = new TreeSet<>();
        command.options().forEach(option -> ofTheCommand.add(nameOf(option)));
        return Nearest.to(name, ofTheCommand)
                .or(() -> Nearest.to(name, known))
                .map(near -> " (did you mean " + PREFIX + near + "?)")
                .orElse("");
    }

    private static void addNames(CommandSpec command, Set<String> into) {
        command.options().forEach(option -> into.add(nameOf(option)));
        for (CommandLine subcommand : command.subcommands().values()) {
            addNames(subcommand.getCommandSpec(), into);
        }
    }

    static String variableOf(OptionSpec option) {
        return PREFIX + nameOf(option);
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
