package dev.carillon.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
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

/** A YAML file, taken apart field by field with the lines on which they stand; nothing in it becomes an object. */
final class YamlFields {
    private final Path file;

    YamlFields(Path file) {
        this.file = file;
    }

    /** The fields at the top of {@code text}, none where it is empty. */
    Map<String, Node> parse(String text) throws InvalidConfig {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
            return root.isPresent() ? fields("the file", root.get()) : Map.of();
        } catch (MarkedYamlEngineException notYaml) {
            int line = notYaml.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new InvalidConfig(file, line, "expected YAML, but " + notYaml.getProblem());
        } catch (YamlEngineException notYaml) {
            throw new InvalidConfig(file, 1, "expected YAML, but " + notYaml.getMessage());
        }
    }

    Map<String, Node> fields(String name, Node node) throws InvalidConfig {
        if (!(node instanceof MappingNode mapping)) {
            throw mistake(node, name + " must consist of fields such as 'port: 8080'");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text("the name of a field", tuple.getKeyNode());
            if (fields.put(key, tuple.getValueNode()) != null) {
                throw mistake(tuple.getKeyNode(), key + " must be set once, was set twice");
            }
        }
        return fields;
    }

    /** One value as it is written, or several with commas between. */
    String text(String name, Node node) throws InvalidConfig {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            StringJoiner joined = new StringJoiner(",");
            for (Node part : sequence.getValue()) {
                if (!(part instanceof ScalarNode scalar)) {
                    throw mistake(part, name + " must be a list of plain values");
                }
                joined.add(scalar.getValue());
            }
            return joined.toString();
        }
        throw mistake(node, name + " must be a plain value, was fields of its own");
    }

    InvalidConfig mistake(Node node, String message) {
        return new InvalidConfig(file, line(node), message);
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
