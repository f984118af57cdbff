package dev.carillon.cli;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Defaults;
import dev.carillon.config.InvalidConfig;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SettingSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The settings of a service, with their sources.
 *
 * @param settings the checked settings
 * @param options the options as they were written, by their names without dashes, in alphabetical order
 * @param file the file of {@code --config}, if it is set
 */
record StatedSettings(ServiceSettings settings, Map<String, Stated> options, Optional<ConfigFile> file) {
    /**
     * The value of an option.
     *
     * @param values one value, or the elements of a list; empty if the option is not set
     */
    record Stated(List<String> values, boolean isList, SettingSource source) {}

    /**
     * The settings of a command that has been parsed.
     *
     * @throws ParameterException when a setting is invalid
     */
    static StatedSettings of(CommandSpec command, ServeOptions options) {
        CommandLine line = command.commandLine();
        Defaults defaults = (Defaults) line.getDefaultValueProvider();
        Optional<ConfigFile> file = defaults.file(command);
        try {
            return new StatedSettings(options.settings(file), stated(command, line.getParseResult(), defaults), file);
        } catch (IllegalArgumentException | InvalidConfig mistake) {
            throw new ParameterException(line, mistake.getMessage(), mistake);
        }
    }

    private static Map<String, Stated> stated(CommandSpec command, ParseResult parsed, Defaults defaults) {
        Map<String, Stated> stated = new TreeMap<>();
        for (OptionSpec option : ServeOptions.of(command)) {
            SettingSource source = defaults.source(option, parsed);
            List<String> values = values(option, source, defaults);
            stated.put(Defaults.nameOf(option), new Stated(values, option.isMultiValue(), source));
        }
        return stated;
    }

    private static List<String> values(OptionSpec option, SettingSource source, Defaults defaults) {
        @Nullable Object value = option.getValue();
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        if (value instanceof Boolean) {
            return List.of(value.toString());
        }
        @Nullable
        String text = switch (source) {
            case SettingSource.Flag flag -> option.originalStringValues().getLast();
            case SettingSource.Variable variable -> defaults.defaultValue(option);
            case SettingSource.FileLine line -> defaults.defaultValue(option);
            case SettingSource.Default none -> option.defaultValue();
        };
        return Optional.ofNullable(text).stream().toList();
    }

    /** The names of the settings that differ in {@code next}. */
    Set<String> changedIn(StatedSettings next) {
        Set<String> changed = new TreeSet<>();
        options.forEach((name, stated) -> {
            Stated other = next.options.get(name);
            if (other == null || !stated.values.equals(other.values)) {
                changed.add(name);
            }
        });
        addIf(changed, ConfigFile.TOPICS, !settings.topics().equals(next.settings.topics()));
        addIf(
                changed,
                ConfigFile.API_KEYS,
                !settings.access().apiKeys().equals(next.settings.access().apiKeys()));
        addIf(
                changed,
                ConfigFile.ANONYMOUS,
                !settings.access().anonymous().equals(next.settings.access().anonymous()));
        return changed;
    }

    private static void addIf(Set<String> names, String name, boolean condition) {
        if (condition) {
            names.add(name);
        }
    }
}
