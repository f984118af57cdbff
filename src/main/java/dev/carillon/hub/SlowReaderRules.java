package dev.carillon.hub;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/**
 * The policies for slow readers by topic.
 *
 * @param rules the first one that matches a topic applies; if none does, slow peers are disconnected
 */
public record SlowReaderRules(List<Rule> rules) {

    /** The default policy for every topic. */
    public static final SlowReaderRules NONE = new SlowReaderRules(List.of());

    /** The policy for some topics. */
    public record Rule(TopicPattern topics, SlowReaderPolicy policy) {}

    public SlowReaderRules {
        rules = List.copyOf(rules);
    }

    /** The policy of the rule with exactly this pattern. */
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
