package dev.carillon.config;

import static java.util.stream.Collectors.joining;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code topics} of a configuration file. The first rule whose pattern matches a topic applies to it. */
final class TopicRules {
    static final String PATTERN = "pattern";
    static final String SLOW_READERS = "slow-readers";
    static final String HISTORY = "history";
    static final String LAST_VALUE = "last-value";
    static final String MIN_INTERVAL = "min-interval";
    private static final List<String> FIELDS = List.of(PATTERN, SLOW_READERS, HISTORY, LAST_VALUE, MIN_INTERVAL);

    static final String MESSAGES = "messages";
    static final String BYTES = "bytes";
    static final String AGE = "age";
    private static final List<String> BOUNDS = List.of(MESSAGES, BYTES, AGE);

    private final YamlFields yaml;

    TopicRules(YamlFields yaml) {
        this.yaml = yaml;
    }

    List<TopicRule> read(String name, Node value) throws InvalidConfig {
        List<TopicRule> rules = new ArrayList<>();
        for (Node node : yaml.elements(name, value, "a pattern and its settings")) {
            TopicRule rule = rule(name + "[" + rules.size() + "]", node);
            for (TopicRule earlier : rules) {
                rule.requireNotBehind(earlier, yaml.file());
            }
            rules.add(rule);
        }
        return rules;
    }

    private TopicRule rule(String name, Node node) throws InvalidConfig {
        Map<String, Node> fields = yaml.fields(name, "pattern: prices.**", node, FIELDS);
        Node pattern = fields.get(PATTERN);
        if (pattern == null) {
            throw yaml.mistake(node, name + ".pattern must be given, such as prices.**");
        }
        Node history = fields.get(HISTORY);
        Optional<History> read =
                history == null ? Optional.empty() : Optional.of(history(name + "." + HISTORY, history));
        return new TopicRule(
                name,
                settings(name, fields, pattern, read.map(History::bounds)),
                YamlFields.line(pattern),
                read.map(History::bytesLine).orElse(YamlFields.line(pattern)));
    }

    private TopicSettings settings(String name, Map<String, Node> fields, Node pattern, Optional<HistoryBounds> history)
            throws InvalidConfig {
        Node slowReaders = fields.get(SLOW_READERS);
        TopicPattern topics = yaml.value(name + "." + PATTERN, pattern, TopicRules::pattern);
        SlowReaderPolicy policy = value(name, fields, SLOW_READERS, TopicRules::policy, SlowReaderPolicy.DISCONNECT);
        boolean lastValue = value(name, fields, LAST_VALUE, TopicRules::bool, false);
        Optional<Duration> minInterval = value(name, fields, MIN_INTERVAL, TopicRules::minInterval, Optional.empty());
        try {
            return new TopicSettings(topics, policy, history, lastValue, minInterval);
        } catch (IllegalArgumentException contradiction) {
            throw yaml.mistake(slowReaders == null ? pattern : slowReaders, name + ": " + contradiction.getMessage());
        }
    }

    private record History(HistoryBounds bounds, int bytesLine) {}

    private History history(String name, Node node) throws InvalidConfig {
        Map<String, Node> fields = yaml.fields(name, "messages: 100", node, BOUNDS);
        if (fields.isEmpty()) {
            throw yaml.mistake(node, name + " must have at least one of messages, bytes and age, but has none");
        }
        HistoryBounds bounds = new HistoryBounds(
                value(name, fields, MESSAGES, TopicRules::messages, Integer.MAX_VALUE),
                value(name, fields, BYTES, TopicRules::bytes, Long.MAX_VALUE),
                value(name, fields, AGE, TopicRules::age, Duration.ZERO));
        return new History(bounds, YamlFields.line(fields.getOrDefault(BYTES, node)));
    }

    private <T> T value(String name, Map<String, Node> fields, String field, Function<String, T> reader, T otherwise)
            throws InvalidConfig {
        @Nullable Node node = fields.get(field);
        return node == null ? otherwise : yaml.value(name + "." + field, node, reader);
    }

    private static TopicPattern pattern(String text) {
        TopicPattern pattern = new TopicPattern(text);
        if (pattern.isOfTheService()) {
            throw new IllegalArgumentException(
                    "expected a pattern that does not begin with $, since those topics are the service's own, but was '"
                            + text + "'");
        }
        return pattern;
    }

    private static SlowReaderPolicy policy(String text) {
        List<SlowReaderPolicy> all = List.of(SlowReaderPolicy.values());
        return all.stream()
                .filter(policy -> TopicSettings.nameOf(policy).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + all.stream().map(TopicSettings::nameOf).collect(joining(", ")) + ", but was '" + text + "'"));
    }

    /** The core schema of YAML 1.2: "yes" and "on" are not booleans. */
    private static boolean bool(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw new IllegalArgumentException("expected true or false, but was '" + text + "'");
        };
    }

    private static Optional<Duration> minInterval(String text) {
        return Optional.of(TopicSettings.requireInterval(new Durations().convert(text)));
    }

    private static int messages(String text) {
        return new HistoryBounds(new Counts().convert(text), Long.MAX_VALUE, Duration.ZERO).messages();
    }

    private static long bytes(String text) {
        return new HistoryBounds(1, new LargeSizes().convert(text), Duration.ZERO).bytes();
    }

    private static Duration age(String text) {
        Duration age = new Durations().convert(text);
        if (age.isZero()) {
            throw new IllegalArgumentException(
                    "expected an age of at least 1s, but was 0; without age there is no bound");
        }
        return new HistoryBounds(1, Long.MAX_VALUE, age).age();
    }
}
