package dev.carillon.config;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A file of settings in YAML: options of {@code carillon serve} by name, {@code topics} with rules for some topics
 * only, and the permissions of {@code api-keys} and {@code anonymous} clients.
 *
 * @param options the values of options, by their names without dashes
 * @param rules the rules in {@code topics}, in the order of the file
 * @param anonymous the permissions of clients without credentials
 * @param partLines the lines of {@code topics}, {@code api-keys} and {@code anonymous}, if the file has them
 */
public record ConfigFile(
        Path path,
        Map<String, Setting> options,
        List<TopicRule> rules,
        List<ApiKey> apiKeys,
        Permissions anonymous,
        Map<String, Integer> partLines) {
    public static final String TOPICS = "topics";
    public static final String API_KEYS = "api-keys";
    public static final String ANONYMOUS = "anonymous";

    /** The parts of the file that are not options. */
    static final Set<String> PARTS = Set.of(TOPICS, API_KEYS, ANONYMOUS);

    /** A value in the file, and its line. */
    public record Setting(String text, int line) {}

    public ConfigFile {
        options = Map.copyOf(options);
        rules = List.copyOf(rules);
        apiKeys = List.copyOf(apiKeys);
        partLines = Map.copyOf(partLines);
    }

    /**
     * Reads the file at {@code path}.
     *
     * @throws InvalidConfig when there is no such file, it is not YAML, or a value is invalid
     */
    public static ConfigFile read(Path path) throws InvalidConfig {
        YamlFields yaml = new YamlFields(path);
        Map<String, Setting> options = new HashMap<>();
        List<TopicRule> rules = new ArrayList<>();
        List<ApiKey> apiKeys = new ArrayList<>();
        Permissions anonymous = Permissions.NONE;
        Map<String, Integer> partLines = new HashMap<>();
        for (Map.Entry<String, Node> field : yaml.read("--config", "settings").entrySet()) {
            Node value = field.getValue();
            if (PARTS.contains(field.getKey())) {
                partLines.put(field.getKey(), YamlFields.line(value));
            }
            switch (field.getKey()) {
                case TOPICS -> rules.addAll(new TopicRules(yaml).read(TOPICS, value));
                case API_KEYS -> apiKeys.addAll(new AccessRules(yaml).apiKeys(API_KEYS, value));
                case ANONYMOUS -> anonymous = new AccessRules(yaml).anonymous(ANONYMOUS, value);
                default ->
                    options.put(field.getKey(), new Setting(yaml.text(field.getKey(), value), YamlFields.line(value)));
            }
        }
        return new ConfigFile(path, options, rules, apiKeys, anonymous, partLines);
    }

    /** The rules for some topics only. */
    public List<TopicSettings> topics() {
        return rules.stream().map(TopicRule::settings).toList();
    }

    /**
     * The rules for topics, if none of them needs more history than the node allows.
     *
     * @param historyBytes the value of {@code --history-bytes}
     * @throws InvalidConfig when one does; the message names the first
     */
    public List<TopicSettings> topicsWithin(long historyBytes) throws InvalidConfig {
        for (TopicRule rule : rules) {
            rule.requireWithin(historyBytes, path);
        }
        return topics();
    }
}
