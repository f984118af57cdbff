package dev.carillon.config;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a configuration file that are not options, converted to fields that a file can have. */
public final class FileParts {
    /** Shown in place of a secret; it is not a valid secret. */
    public static final String MASKED = "(masked)";

    private FileParts() {}

    /** One rule for topics, in the form that {@link TopicRules} reads. */
    public static Map<String, Object> topic(TopicSettings topic) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(TopicRules.PATTERN, topic.pattern().value());
        topic.history().ifPresent(bounds -> fields.put(TopicRules.HISTORY, history(bounds)));
        fields.put(TopicRules.LAST_VALUE, topic.lastValue());
        topic.minInterval().ifPresent(interval -> fields.put(TopicRules.MIN_INTERVAL, Durations.text(interval)));
        fields.put(TopicRules.SLOW_READERS, TopicSettings.nameOf(topic.slowReaders()));
        return fields;
    }

    private static Map<String, Object> history(HistoryBounds bounds) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (bounds.messages() != Integer.MAX_VALUE) {
            fields.put(TopicRules.MESSAGES, bounds.messages());
        }
        if (bounds.bytes() != Long.MAX_VALUE) {
            fields.put(TopicRules.BYTES, bounds.bytes());
        }
        if (!bounds.age().equals(Duration.ZERO)) {
            fields.put(TopicRules.AGE, Durations.text(bounds.age()));
        }
        return fields;
    }

    /** One element of {@code api-keys}, with its hash masked. */
    public static Map<String, Object> apiKey(ApiKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(AccessRules.NAME, key.name());
        fields.put(AccessRules.SHA256, MASKED);
        fields.putAll(permissions(key.permissions()));
        return fields;
    }

    /** The permissions of {@code anonymous} clients, or of a key. */
    public static Map<String, Object> permissions(Permissions permissions) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(AccessRules.SUBSCRIBE, patterns(permissions.subscribe()));
        fields.put(AccessRules.PUBLISH, patterns(permissions.publish()));
        return fields;
    }

    private static List<String> patterns(List<TopicPattern> patterns) {
        return patterns.stream().map(TopicPattern::value).toList();
    }
}
