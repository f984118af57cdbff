package dev.carillon.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import dev.carillon.config.SettingSource.FileLine;
import dev.carillon.config.SettingSource.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The values of flags that are not given: from the environment, else from the file of the command's {@code --config},
 * else their defaults. An object serves one command line; it reads a file once.
 */
public final class Defaults implements IDefaultValueProvider {
    private static final String CONFIG = "config";

    /** Options of a command that are not settings. */
    private static final Set<String> NO_SETTINGS = Set.of(CONFIG, "format");
    /** An option or a part of the file, in a message. */
    private static final Pattern SETTING =
            Pattern.compile("--[a-z-]+|(?<![a-z.-])(" + String.join("|", ConfigFile.PARTS) + ")(?![a-z\\[.-])");

    private final EnvironmentDefaults environment;
    private final Supplier<CommandSpec> everyCommand;
    private final List<ConfigFile> files = new ArrayList<>(1);
    /** The origin of each value that was returned here, by the option's name with dashes. */
    private final Map<String, SettingSource> sources = new HashMap<>();

    /**
     * @param everyCommand makes the whole command line, whose options may all be variables; called only if needed
     */
    public Defaults(Map<String, String> environment, Supplier<CommandSpec> everyCommand) {
        this(new EnvironmentDefaults(environment), everyCommand);
    }

    private Defaults(EnvironmentDefaults environment, Supplier<CommandSpec> everyCommand) {
        this.environment = environment;
        this.everyCommand = everyCommand;
    }

    /** The same environment with a file that is read again. */
    public Defaults afresh() {
        return new Defaults(environment, everyCommand);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String fromEnvironment = environment.defaultValue(option);
        if (fromEnvironment != null) {
            sources.put("--" + nameOf(option), new Variable(EnvironmentDefaults.variableOf(option)));
        }
        if (fromEnvironment != null || isNotASetting(option)) {
            return fromEnvironment;
        }
        return file(option.command())
                .map(file -> fromFile(file, nameOf(option)))
                .orElse(null);
    }

    private @Nullable String fromFile(ConfigFile file, String name) {
        ConfigFile.Setting setting = file.options().get(name);
        // A list without entries or a field without a value counts as not set, like an empty variable.
        if (setting == null || setting.text().isBlank()) {
            return null;
        }
        sources.put("--" + name, new FileLine(file.path(), setting.line()));
        return setting.text();
    }

    /**
     * Checks the names of variables, for every command: a command must not run with half of its settings.
     *
     * @throws ParameterException when a variable looks like a setting and is not one
     */
    public void requireKnownVariables(CommandSpec command) {
        environment.requireKnown(command, everyCommand);
    }

    /** A phrase with the place of the setting in {@code message}, for the end of the message; empty for a flag. */
    public String origin(@Nullable String message) {
        String text = Objects.requireNonNullElse(message, "");
        // A message about a variable names an option only as an example.
        if (text.contains(EnvironmentDefaults.PREFIX)) {
            return "";
        }
        Set<String> named =
                SETTING.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
        Map<String, SettingSource> all = new TreeMap<>(sources);
        files.forEach(file -> all.putAll(parts(file)));
        return all.entrySet().stream()
                .filter(setting -> named.contains(setting.getKey()))
                .map(setting -> (named.size() == 1 ? "" : "; " + setting.getKey() + " is set") + in(setting.getValue()))
                .collect(joining());
    }

    private static Map<String, SettingSource> parts(ConfigFile file) {
        Map<String, SettingSource> parts = new HashMap<>();
        file.partLines().forEach((part, line) -> parts.put(part, new FileLine(file.path(), line)));
        return parts;
    }

    private static String in(SettingSource source) {
        return source instanceof Variable ? " in the " + source : " in " + source;
    }

    /** The origin of the value of an option in {@code parsed}, which has been parsed with these defaults. */
    public SettingSource source(OptionSpec option, ParseResult parsed) {
        if (parsed.hasMatchedOption(option)) {
            return SettingSource.FLAG;
        }
        return sources.getOrDefault("--" + nameOf(option), SettingSource.DEFAULT);
    }

    /**
     * The file of the command's {@code --config}, if it is set.
     *
     * @throws ParameterException when it cannot be read or is invalid
     */
    public Optional<ConfigFile> file(CommandSpec command) {
        OptionSpec config = command.findOption("--" + CONFIG);
        if (config == null) {
            return Optional.empty();
        }
        Object path = config.getValue() == null ? environment.defaultValue(config) : config.getValue();
        if (path == null) {
            return Optional.empty();
        }
        if (files.isEmpty()) {
            files.add(read(command, Path.of(path.toString())));
        }
        return Optional.of(files.getFirst());
    }

    private ConfigFile read(CommandSpec command, Path path) {
        try {
            ConfigFile file = ConfigFile.read(path);
            requireKnown(command, file);
            return file;
        } catch (InvalidConfig invalid) {
            throw new ParameterException(command.commandLine(), invalid.getMessage(), invalid);
        }
    }

    private void requireKnown(CommandSpec command, ConfigFile file) throws InvalidConfig {
        Set<String> known = new TreeSet<>(ConfigFile.PARTS);
        addSettings(command, known);
        if (!known.containsAll(file.options().keySet())) {
            // A command that needs only some settings may read the file of the whole service.
            Optional.ofNullable(everyCommand.get().subcommands().get("serve"))
                    .ifPresent(serve -> addSettings(serve.getCommandSpec(), known));
        }
        for (Map.Entry<String, ConfigFile.Setting> setting : file.options().entrySet()) {
            if (!known.contains(setting.getKey())) {
                throw new InvalidConfig(
                        file.path(),
                        setting.getValue().line(),
                        "'" + setting.getKey() + "' is not a setting" + Nearest.question(setting.getKey(), known)
                                + "; expected one of " + String.join(", ", known));
            }
        }
    }

    private static void addSettings(CommandSpec command, Set<String> into) {
        for (OptionSpec option : command.options()) {
            if (!isNotASetting(option)) {
                into.add(nameOf(option));
            }
        }
    }

    /**
     * Whether an option is not a setting: help, the version, the file itself, and the format in which settings are
     * printed.
     */
    public static boolean isNotASetting(OptionSpec option) {
        return option.usageHelp() || option.versionHelp() || NO_SETTINGS.contains(nameOf(option));
    }

    /** The name in a file. */
    public static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }
}
