package dev.carillon.topic;

import java.util.List;

/**
 * The name of a topic: segments with dots between, such as {@code news.sports.tennis}. Only the service publishes to
 * topics that begin with {@code $}.
 *
 * @param value 1 to 255 bytes in UTF-8; {@link TopicSyntax#NAME} is the rule
 */
public record TopicName(String value) {
    /**
     * @throws InvalidTopic when the value breaks the rule
     */
    public TopicName {
        TopicSyntax.NAME.check(value);
    }

    /**
     * The name of a topic that clients may publish to.
     *
     * @throws InvalidTopic when the text breaks the rule, or is a topic of the service
     */
    public static TopicName toPublish(String text) {
        TopicName topic = new TopicName(text);
        if (topic.isOfTheService()) {
            throw new InvalidTopic(
                    "expected a topic that does not begin with $, since the service alone publishes to those, but was '"
                            + TopicSyntax.shown(text) + "'");
        }
        return topic;
    }

    /** Whether only the service publishes to it. */
    public boolean isOfTheService() {
        return isOfTheService(value);
    }

    static boolean isOfTheService(String text) {
        return !text.isEmpty() && text.charAt(0) == '$';
    }

    /** The segments in their order, at least one. Each call makes a new list. */
    public List<String> segments() {
        return List.of(value.split("\\.", -1));
    }

    @Override
    public String toString() {
        return value;
    }
}
