package dev.carillon.config;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicPattern;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file of settings in YAML: each option of {@code carillon serve} under its name, and {@code topics}, a list of what
 * holds for some topics alone.
 *
 * @param options the options' texts, by their names without dashes
 * @param topics in the order of the file
 */
public record ConfigFile(Path path, Map<String, Setting> options, List<TopicSettings> topics) {
    private static final String TOPICS = "topics";
    private static final String PATTERN = "pattern";
    private static final String SLOW_READERS = "slow-readers";

    /** What the file says, and where. */
    public record Setting(String text, int line) {}

    public ConfigFile {
        options = Map.copyOf(options);
        topics = List.copyOf(topics);
    }

    /**
     * What {@code path} says.
     *
     * @throws InvalidConfig when there is no such file, it is not YAML, or it breaks a law
     */
    public static ConfigFile read(Path path) throws InvalidConfig {
        YamlFields yaml = new YamlFields(path);
        Map<String, Setting> options = new HashMap<>();
        List<TopicSettings> topics = new ArrayList<>();
        for (Map.Entry<String, Node> field : yaml.read("--config", "settings").entrySet()) {
            Node value = field.getValue();
            if (field.getKey().equals(TOPICS)) {
                topics.addAll(topics(yaml, value));
            } else {
                options.put(field.getKey(), new Setting(yaml.text(field.getKey(), value), YamlFields.line(value)));
            }
        }
        return new ConfigFile(path, options, topics);
    }

    private static List<TopicSettings> topics(YamlFields yaml, Node value) throws InvalidConfig {
        if (YamlFields.isNothing(value)) {
            return List.of();
        }
        if (!(value instanceof SequenceNode sequence)) {
            throw yaml.mistake(value, "topics must be a list, each with a pattern and its settings");
        }
        List<TopicSettings> topics = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            topics.add(topic(yaml, "topics[" + topics.size() + "]", node));
        }
        return topics;
    }

    private static TopicSettings topic(YamlFields yaml, String name, Node node) throws InvalidConfig {
        Optional<TopicPattern> pattern = Optional.empty();
        SlowReaderPolicy slowReaders = SlowReaderPolicy.DISCONNECT;
        for (Map.Entry<String, Node> field : yaml.fields(name, node).entrySet()) {
            String full = name + "." + field.getKey();
            switch (field.getKey()) {
                case PATTERN -> pattern = Optional.of(pattern(yaml, full, field.getValue()));
                case SLOW_READERS -> slowReaders = policy(yaml, full, field.getValue());
                default ->
                    throw yaml.mistake(
                            field.getValue(),
                            name + " may have pattern and slow-readers, but has '" + field.getKey() + "'");
            }
        }
        if (pattern.isEmpty()) {
            throw yaml.mistake(node, name + ".pattern must be given, such as prices.**");
        }
        return new TopicSettings(pattern.get(), slowReaders);
    }

    private static TopicPattern pattern(YamlFields yaml, String name, Node value) throws InvalidConfig {
        try {
            return new TopicPattern(yaml.text(name, value));
        } catch (InvalidTopic invalid) {
            throw yaml.mistake(value, name + ": " + invalid.getMessage());
        }
    }

    private static SlowReaderPolicy policy(YamlFields yaml, String name, Node value) throws InvalidConfig {
        String text = yaml.text(name, value);
        return Arrays.stream(SlowReaderPolicy.values())
                .filter(policy -> nameOf(policy).equals(text))
                .findFirst()
                .orElseThrow(() -> yaml.mistake(
                        value,
                        name + " must be one of "
                                + Arrays.stream(SlowReaderPolicy.values())
                                        .map(ConfigFile::nameOf)
                                        .collect(Collectors.joining(", "))
                                + ", was '" + text + "'"));
    }

    private static String nameOf(SlowReaderPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
