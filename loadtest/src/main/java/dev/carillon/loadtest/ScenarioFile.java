package dev.carillon.loadtest;

import dev.carillon.config.InvalidConfig;
import dev.carillon.config.YamlFields;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Phase.Levels;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A scenario file: the phases, and settings under the names of their flags. The whole file is checked before it is
 * rejected, so that one message lists all mistakes.
 */
final class ScenarioFile {
    private static final String PHASES = "phases";
    private static final String URL = "url";
    /** Flags that a file may not set: the command line or the phases set them, or a scenario does not use them. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("help", "version", "worker", "duration", "agents", "secret-file");

    private static final Pattern OPTION = Pattern.compile("--?[a-z-]+");

    private final Path path;
    private final YamlFields yaml;
    private final Mistakes mistakes;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private List<Function<Levels, Phase>> phases = List.of();

    private ScenarioFile(Path path) {
        this.path = path;
        this.yaml = new YamlFields(path);
        this.mistakes = new Mistakes(yaml);
    }

    /** Reads a file. Throws ParameterException with all mistakes, one line each. */
    static ScenarioFile read(Path path, CommandSpec command) {
        ScenarioFile file = new ScenarioFile(path);
        try {
            file.read(command);
        } catch (InvalidConfig mistake) {
            file.mistakes.add(mistake);
        }
        if (file.mistakes.count() > 0) {
            throw new ParameterException(command.commandLine(), file.mistakes.text());
        }
        return file;
    }

    /** Sets the file's values in the command, except those that a flag or the environment sets. */
    void fill(CommandSpec command) {
        ParseResult given = command.commandLine().getParseResult();
        IDefaultValueProvider environment = command.defaultValueProvider();
        for (Map.Entry<String, Object> value : values.entrySet()) {
            ArgSpec argument = argument(command, value.getKey());
            if (!given.matchedArgs().contains(argument) && !isSetBy(environment, argument)) {
                argument.setValue(value.getValue());
            }
        }
    }

    private static boolean isSetBy(@Nullable IDefaultValueProvider environment, ArgSpec argument) {
        try {
            return environment != null && environment.defaultValue(argument) != null;
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    Scenario scenario(Levels start) {
        List<Phase> all = new ArrayList<>();
        Levels levels = start;
        for (Function<Levels, Phase> phase : phases) {
            all.add(phase.apply(levels));
            levels = all.getLast().levels();
        }
        return new Scenario(start, all);
    }

    /**
     * The place in the file of the setting that {@code message} names, as text to append to the message. Empty if the
     * message names no setting of the file.
     */
    String origin(String message) {
        Matcher option = OPTION.matcher(message);
        if (!option.find()) {
            return message.startsWith("URL") ? origin(lines.get(URL)) : "";
        }
        String name =
                option.group().equals("-c") ? "connections" : option.group().replaceFirst("^-+", "");
        return origin(lines.get(name));
    }

    private String origin(@Nullable Integer line) {
        return line == null ? "" : " in " + path + " line " + line;
    }

    // ---- settings

    private void read(CommandSpec command) throws InvalidConfig {
        Set<String> known = known(command);
        Map<String, Node> fields = yaml.read("FILE", "phases and settings");
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            String name = field.getKey();
            if (name.equals(PHASES)) {
                phases = new PhaseFields(yaml, mistakes).read(field.getValue());
            } else if (known.contains(name)) {
                readSetting(name, field.getValue());
            } else {
                mistakes.addUnknown(name, field.getValue(), known);
            }
        }
        if (!fields.containsKey(PHASES)) {
            mistakes.add(new InvalidConfig(path, "phases must be given, each with a name and a duration"));
        }
    }

    private static Set<String> known(CommandSpec command) {
        Set<String> known = new TreeSet<>(Set.of(PHASES, URL));
        command.options().stream()
                .map(option -> option.longestName().replaceFirst("^-+", ""))
                .filter(name -> !NOT_SETTINGS.contains(name))
                .forEach(known::add);
        return known;
    }

    private void readSetting(String name, Node node) {
        try {
            List<String> texts = yaml.texts(name, node);
            lines.put(name, YamlFields.line(node));
            List<String> arguments = new ArrayList<>(List.of(path.toString()));
            texts.forEach(text -> arguments.add(name.equals(URL) ? text : "--" + name + "=" + text));
            // A separate command line parses the value like the flag's, with the same messages.
            CommandLine scratch = new CommandLine(new RunCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setExpandAtFiles(false);
            ArgSpec argument = argument(scratch.getCommandSpec(), name);
            if (argument.arity().max() == 0) {
                Require.that(
                        texts.getFirst().matches("true|false"),
                        name + " must be true or false, was '" + texts.getFirst() + "'");
                values.put(name, texts.getFirst().equals("true"));
                return;
            }
            scratch.parseArgs(arguments.toArray(String[]::new));
            values.put(name, Objects.requireNonNull(argument.getValue()));
        } catch (InvalidConfig mistake) {
            mistakes.add(mistake);
        } catch (ParameterException | IllegalArgumentException mistake) {
            String message = String.valueOf(mistake.getMessage());
            mistakes.add(
                    yaml.mistake(node, message.replaceFirst("^Invalid value for option '--[a-z-]+': ", name + ": ")));
        }
    }

    private static ArgSpec argument(CommandSpec command, String name) {
        return name.equals(URL)
                ? command.positionalParameters().stream()
                        .filter(each -> each.paramLabel().equals("URL"))
                        .findFirst()
                        .orElseThrow()
                : command.findOption("--" + name);
    }
}
