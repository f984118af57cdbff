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
 * What flags that are not given are: what the environment says, then what the file of a command's {@code --config} says,
 * then their own defaults. For one command line; a file is read once.
 */
public final class Defaults implements IDefaultValueProvider {
    private static final String CONFIG = "config";

    /** Options of a command that are not settings. */
    private static final Set<String> NO_SETTINGS = Set.of(CONFIG, "format");
    /** An option, or a part of the file. */
    private static final Pattern SETTING =
            Pattern.compile("--[a-z-]+|(?<![a-z.-])(" + String.join("|", ConfigFile.PARTS) + ")(?![a-z\\[.-])");

    private final EnvironmentDefaults environment;
    private final Supplier<CommandSpec> everyCommand;
    private final List<ConfigFile> files = new ArrayList<>(1);
    /** Where the values of options come from that were answered here, by their names with dashes. */
    private final Map<String, SettingSource> sources = new HashMap<>();

    /** @param everyCommand makes the whole command line, whose options may all be variables; asked for in need alone */
    public Defaults(Map<String, String> environment, Supplier<CommandSpec> everyCommand) {
        this(new EnvironmentDefaults(environment), everyCommand);
    }

    private Defaults(EnvironmentDefaults environment, Supplier<CommandSpec> everyCommand) {
        this.environment = environment;
        this.everyCommand = everyCommand;
    }

    /** The same environment, and a file that is read anew. */
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
        if (fromEnvironment != null || isAboutNothing(option)) {
            return fromEnvironment;
        }
        return file(option.command())
                .map(file -> fromFile(file, nameOf(option)))
                .orElse(null);
    }

    private @Nullable String fromFile(ConfigFile file, String name) {
        ConfigFile.Setting setting = file.options().get(name);
        // A list without entries, or a field without a value, counts as not set, as an empty variable does.
        if (setting == null || setting.text().isBlank()) {
            return null;
        }
        sources.put("--" + name, new FileLine(file.path(), setting.line()));
        return setting.text();
    }

    /**
     * For every command: none should run with half of its settings.
     *
     * @throws ParameterException when a variable looks like a setting and is not one
     */
    public void requireKnownVariables(CommandSpec command) {
        environment.requireKnown(command, everyCommand);
    }

    /** Where the setting stands that {@code message} is about, in words to put behind it; nothing where it is a flag. */
    public String origin(@Nullable String message) {
        String text = Objects.requireNonNullElse(message, "");
        // The variable is not an option: the option in the message is an example.
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

    /** Where the value of an option comes from in {@code parsed}, which has been parsed with this. */
    public SettingSource source(OptionSpec option, ParseResult parsed) {
        if (parsed.hasMatchedOption(option)) {
            return SettingSource.FLAG;
        }
        return sources.getOrDefault("--" + nameOf(option), SettingSource.DEFAULT);
    }

    /**
     * The values of the file of the command's {@code --config}, if there is one.
     *
     * @throws ParameterException when it cannot be used
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
            // A command that needs a few of the settings is given the service's whole file.
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
            if (!isAboutNothing(option)) {
                into.add(nameOf(option));
            }
        }
    }

    /** Options that are not settings: help, the version, the file itself, and how settings are printed. */
    public static boolean isAboutNothing(OptionSpec option) {
        return option.usageHelp() || option.versionHelp() || NO_SETTINGS.contains(nameOf(option));
    }

    /** As the file has it. */
    public static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }
}
