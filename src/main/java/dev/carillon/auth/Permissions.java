package dev.carillon.auth;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * The topics that a client may subscribe to and publish to.
 *
 * @param subscribe patterns of the topics to subscribe to
 * @param publish patterns of the topics to publish to
 */
public record Permissions(List<TopicPattern> subscribe, List<TopicPattern> publish) {
    private static final TopicPattern EVERY_TOPIC = new TopicPattern("**");
    private static final TopicPattern EVERY_TOPIC_OF_THE_SERVICE = new TopicPattern("$**");

    public static final Permissions ALL =
            new Permissions(List.of(EVERY_TOPIC, EVERY_TOPIC_OF_THE_SERVICE), List.of(EVERY_TOPIC));

    public static final Permissions NONE = new Permissions(List.of(), List.of());

    public Permissions {
        subscribe = List.copyOf(subscribe);
        publish = List.copyOf(publish);
    }

    /** These permissions and those of {@code others} together. */
    public Permissions and(Permissions others) {
        return others.equals(NONE)
                ? this
                : new Permissions(together(subscribe, others.subscribe), together(publish, others.publish));
    }

    /** Whether these include all permissions of {@code others}. */
    public boolean cover(Permissions others) {
        return others.subscribe.stream().allMatch(pattern -> Coverage.isCovered(pattern, subscribe))
                && others.publish.stream().allMatch(pattern -> Coverage.isCovered(pattern, publish));
    }

    private static List<TopicPattern> together(List<TopicPattern> some, List<TopicPattern> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    /**
     * Whether a client may subscribe to {@code pattern}, which needs permission for every topic that the pattern can
     * match.
     */
    public boolean maySubscribe(TopicPattern pattern) {
        return Coverage.isCovered(pattern, subscribe);
    }

    /** Whether a client may publish to {@code topic}. Called for each publication, so it allocates nothing. */
    public boolean mayPublish(TopicName topic) {
        for (int i = 0; i < publish.size(); i++) {
            if (publish.get(i).matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
