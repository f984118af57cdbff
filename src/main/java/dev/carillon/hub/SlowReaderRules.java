package dev.carillon.hub;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/**
 * Which policy holds for which topics.
 *
 * @param rules the first that matches a topic decides; where none does, peers are disconnected
 */
public record SlowReaderRules(List<Rule> rules) {

    /** Every topic has the default. */
    public static final SlowReaderRules NONE = new SlowReaderRules(List.of());

    /** One of them. */
    public record Rule(TopicPattern topics, SlowReaderPolicy policy) {}

    public SlowReaderRules {
        rules = List.copyOf(rules);
    }

    /** The policy of the rule with exactly these topics. */
    public SlowReaderPolicy policyOf(TopicPattern topics) {
        return rules.stream()
                .filter(rule -> rule.topics().equals(topics))
                .map(Rule::policy)
                .findFirst()
                .orElse(SlowReaderPolicy.DISCONNECT);
    }

    SlowReaderPolicy policyFor(TopicName topic) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.topics().matches(topic)) {
                return rule.policy();
            }
        }
        return SlowReaderPolicy.DISCONNECT;
    }
}
