package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which topics are remembered, and how much of them.
 *
 * @param rules the first that matches a topic applies, even if it remembers nothing; without one, nothing is remembered
 */
public record HistoryRules(List<Rule> rules) {
    /** No topic is remembered. */
    public static final HistoryRules NONE = new HistoryRules(List.of());

    /**
     * One rule.
     *
     * @param bounds empty if these topics are not remembered
     * @param lastValue whether a new subscriber receives the newest publication of each of these topics first
     */
    public record Rule(TopicPattern topics, Optional<HistoryBounds> bounds, boolean lastValue) {
        public Rule {
            if (lastValue && bounds.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected last-value only for topics that are remembered, but " + topics + " are not");
            }
        }
    }

    public HistoryRules {
        rules = List.copyOf(rules);
    }

    /** Whether any topic is remembered. */
    public boolean remember() {
        return rules.stream().anyMatch(rule -> rule.bounds().isPresent());
    }

    /** Whether a topic that the pattern matches may be remembered. */
    boolean mayRemember(TopicPattern pattern) {
        return any(pattern, rule -> rule.bounds().isPresent());
    }

    /** Whether a topic that the pattern matches may have a last value. */
    boolean mayHaveLastValue(TopicPattern pattern) {
        return any(pattern, Rule::lastValue);
    }

    /**
     * Whether {@code before} remembered every topic to which {@code rule}, one of these rules, applies. It may be
     * wrongly false, and is never wrongly true.
     */
    boolean decidesWhatWasRemembered(Rule rule, HistoryRules before) {
        for (Rule earlier : before.rules) {
            if (earlier.bounds().isPresent()) {
                if (earlier.topics().covers(rule.topics())) {
                    return true;
                }
            } else if (earlier.topics().meets(rule.topics()) && !isDecidedBefore(rule, earlier.topics())) {
                return false;
            }
        }
        return false;
    }

    /** Whether a rule before this one applies to all of these topics. */
    private boolean isDecidedBefore(Rule rule, TopicPattern topics) {
        return rules.stream()
                .takeWhile(ahead -> !ahead.equals(rule))
                .anyMatch(ahead -> ahead.topics().covers(topics));
    }

    private boolean any(TopicPattern pattern, Predicate<Rule> condition) {
        for (Rule rule : rules) {
            if (rule.topics().meets(pattern)) {
                if (condition.test(rule)) {
                    return true;
                }
                if (rule.topics().covers(pattern)) {
                    // It applies to all topics of the pattern, so later rules do not matter.
                    return false;
                }
            }
        }
        return false;
    }

    /** The rule by which the topic is remembered; empty if it is not. */
    Optional<Rule> ruleFor(TopicName topic) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.topics().matches(topic)) {
                return rule.bounds().isPresent() ? Optional.of(rule) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
