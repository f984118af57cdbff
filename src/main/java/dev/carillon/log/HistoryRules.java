package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which topics are remembered, and how much of them.
 *
 * @param rules the first that matches a topic decides, also where it remembers nothing; where none does, nothing is remembered
 */
public record HistoryRules(List<Rule> rules) {
    /** Nothing is remembered. */
    public static final HistoryRules NONE = new HistoryRules(List.of());

    /**
     * One rule.
     *
     * @param bounds empty where these topics are not remembered
     * @param lastValue whether a new subscriber receives the newest publication of each of these topics first
     */
    public record Rule(TopicPattern topics, Optional<HistoryBounds> bounds, boolean lastValue) {
        public Rule {
            if (lastValue && bounds.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected a last value of topics that are remembered, but " + topics + " is not");
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

    /** Whether each topic that {@code rule}, one of these, decides about was remembered by {@code before}; false where unsure. */
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

    /** Whether a rule ahead of this one decides about all of these topics. */
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
                    // The first that matches decides: none of the others is asked.
                    return false;
                }
            }
        }
        return false;
    }

    /** The rule by which the topic is remembered. */
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
