package dev.carillon.topic;

import java.util.List;

/**
 * The name that publications go to and subscriptions meet in: dot-separated segments, {@code news.sports.tennis}. Those
 * that begin with {@code $} are the service's own: it alone publishes to them.
 *
 * @param value 1 to 255 bytes in UTF-8; {@link TopicSyntax#NAME} holds the law
 */
public record TopicName(String value) {
    /** @throws InvalidTopic when the value breaks the law */
    public TopicName {
        TopicSyntax.NAME.check(value);
    }

    /**
     * The name of a topic that clients may publish to.
     *
     * @throws InvalidTopic when the text breaks the law, or names a topic of the service
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

    /** Whether the service alone publishes to it. */
    public boolean isOfTheService() {
        return isOfTheService(value);
    }

    static boolean isOfTheService(String text) {
        return !text.isEmpty() && text.charAt(0) == '$';
    }

    /** The segments in their order, at least one; made anew by each call. */
    public List<String> segments() {
        return List.of(value.split("\\.", -1));
    }

    @Override
    public String toString() {
        return value;
    }
}
