package dev.carillon.config;

import dev.carillon.topic.InvalidTopic;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import picocli.CommandLine.TypeConversionException;

/** Reads a YAML file field by field, with line numbers. Tags in it create no Java objects. */
public final class YamlFields {
    private final Path file;

    public YamlFields(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /**
     * The fields at the top of the file; none if it is empty.
     *
     * @param setting the setting that names the file, for error messages
     * @param kind the contents of the file, for error messages
     */
    public Map<String, Node> read(String setting, String kind) throws InvalidConfig {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException absent) {
            throw new InvalidConfig(setting + " must be a file of " + kind + ", but there is no " + file);
        } catch (CharacterCodingException notUtf8) {
            throw new InvalidConfig(setting + " must be a file in UTF-8, but " + file + " is not");
        } catch (IOException unreadable) {
            throw new InvalidConfig(setting + " must be a file that can be read: " + unreadable.getMessage());
        }
    }

    private Map<String, Node> parse(String text) throws InvalidConfig {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
            return root.isPresent() ? fields("the file", "port: 8080", root.get()) : Map.of();
        } catch (MarkedYamlEngineException notYaml) {
            int line = notYaml.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new InvalidConfig(file, line, "expected YAML, but " + notYaml.getProblem());
        } catch (YamlEngineException notYaml) {
            throw new InvalidConfig(file, 1, "expected YAML, but " + notYaml.getMessage());
        }
    }

    /**
     * The fields of {@code node}, in their order.
     *
     * @param name its name in error messages
     * @param example one of its fields, for error messages
     */
    public Map<String, Node> fields(String name, String example, Node node) throws InvalidConfig {
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : tuples(name, example, node)) {
            String key = text("the name of a field", tuple.getKeyNode());
            if (fields.put(key, tuple.getValueNode()) != null) {
                throw mistake(tuple.getKeyNode(), key + " must be set once, was set twice");
            }
        }
        return fields;
    }

    /**
     * The fields of a part of the file, without those that have no value.
     *
     * @param known the allowed names of fields
     */
    Map<String, Node> fields(String name, String example, Node node, List<String> known) throws InvalidConfig {
        for (NodeTuple tuple : tuples(name, example, node)) {
            String key = text("the name of a field", tuple.getKeyNode());
            if (!known.contains(key)) {
                throw mistake(
                        tuple.getKeyNode(),
                        "'" + key + "' is not a setting of " + name + Nearest.question(key, known)
                                + "; expected one of " + String.join(", ", known));
            }
        }
        Map<String, Node> fields = fields(name, example, node);
        fields.values().removeIf(YamlFields::isNothing);
        return fields;
    }

    private List<NodeTuple> tuples(String name, String example, Node node) throws InvalidConfig {
        if (!(node instanceof MappingNode mapping)) {
            throw mistake(node, name + " must consist of fields such as '" + example + "'");
        }
        return mapping.getValue();
    }

    /** A single value as it is written; a list is refused. */
    String plain(String name, Node node) throws InvalidConfig {
        if (node instanceof SequenceNode) {
            throw mistake(node, name + " must be a plain value, was a list");
        }
        return text(name, node);
    }

    /** A single value, converted by {@code reader}. */
    public <T> T value(String name, Node node, Function<String, T> reader) throws InvalidConfig {
        try {
            return reader.apply(plain(name, node));
        } catch (IllegalArgumentException | InvalidTopic | TypeConversionException invalid) {
            throw mistake(node, name + ": " + invalid.getMessage());
        }
    }

    /** A single value as it is written, or a list joined with commas. */
    public String text(String name, Node node) throws InvalidConfig {
        if (node instanceof ScalarNode scalar) {
            return isNothing(scalar) ? "" : scalar.getValue();
        }
        if (node instanceof SequenceNode) {
            return String.join(",", texts(name, node));
        }
        throw mistake(node, name + " must be a plain value, was an object");
    }

    /** Whether a field has no value. Such a field counts as not set. */
    static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank());
    }

    /** A single value or the elements of a list, as they are written. */
    public List<String> texts(String name, Node node) throws InvalidConfig {
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(text(name, node));
        }
        List<String> texts = new ArrayList<>();
        for (Node part : sequence.getValue()) {
            if (!(part instanceof ScalarNode scalar)) {
                throw mistake(part, name + " must be a list of plain values");
            }
            texts.add(scalar.getValue());
        }
        return texts;
    }

    /**
     * The elements of a list; none if {@code node} has no value.
     *
     * @param each what an element has, for error messages
     */
    List<Node> elements(String name, Node node, String each) throws InvalidConfig {
        if (isNothing(node)) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw mistake(node, name + " must be a list, each with " + each);
    }

    public InvalidConfig mistake(Node node, String message) {
        return new InvalidConfig(file, line(node), message);
    }

    /** The line of {@code node}, from 1. */
    public static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
