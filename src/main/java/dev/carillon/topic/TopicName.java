package dev.carillon.topic;

import java.util.List;

/**
 * The name that publications go to and subscriptions meet in: dot-separated segments, {@code news.sports.tennis}.
 *
 * @param value 1 to 255 bytes in UTF-8; {@link TopicSyntax#NAME} holds the law
 */
public record TopicName(String value) {
    /** @throws InvalidTopic when the value breaks the law */
    public TopicName {
        TopicSyntax.NAME.check(value);
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
