package dev.carillon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A file of settings in YAML: each option of {@code carillon serve} under its name, and {@code topics}, a list of what
 * holds for some topics alone.
 *
 * @param options the options' texts, by their names without dashes
 * @param rules those of {@code topics}, in the order of the file
 */
public record ConfigFile(Path path, Map<String, Setting> options, List<TopicRule> rules) {
    private static final String TOPICS = "topics";

    /** What the file says, and where. */
    public record Setting(String text, int line) {}

    public ConfigFile {
        options = Map.copyOf(options);
        rules = List.copyOf(rules);
    }

    /**
     * What {@code path} says.
     *
     * @throws InvalidConfig when there is no such file, it is not YAML, or it breaks a law
     */
    public static ConfigFile read(Path path) throws InvalidConfig {
        YamlFields yaml = new YamlFields(path);
        Map<String, Setting> options = new HashMap<>();
        List<TopicRule> rules = new ArrayList<>();
        for (Map.Entry<String, Node> field : yaml.read("--config", "settings").entrySet()) {
            Node value = field.getValue();
            if (field.getKey().equals(TOPICS)) {
                rules.addAll(new TopicRules(yaml).read(TOPICS, value));
            } else {
                options.put(field.getKey(), new Setting(yaml.text(field.getKey(), value), YamlFields.line(value)));
            }
        }
        return new ConfigFile(path, options, rules);
    }

    /** What holds for some topics alone. */
    public List<TopicSettings> topics() {
        return rules.stream().map(TopicRule::settings).toList();
    }

    /**
     * The same, of which none remembers more than the node may.
     *
     * @param historyBytes what {@code --history-bytes} is
     * @throws InvalidConfig about the first that does
     */
    public List<TopicSettings> topicsWithin(long historyBytes) throws InvalidConfig {
        for (TopicRule rule : rules) {
            rule.requireWithin(historyBytes, path);
        }
        return topics();
    }
}
