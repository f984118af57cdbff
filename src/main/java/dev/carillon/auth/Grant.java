package dev.carillon.auth;

import static java.util.stream.Collectors.joining;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The permissions of a client, and when they expire. Each connection stores one, so equal grants should be one object.
 *
 * @param expiresAtMillis milliseconds since 1970, {@link #NEVER} if the grant does not expire
 * @param key the key that verified the credentials
 * @param isWarned whether the client has received the warning that its grant expires soon; it is stored here, since a
 *     connection has no field for it
 */
public record Grant(Permissions permissions, long expiresAtMillis, AcceptedKey key, boolean isWarned) {
    public static final long NEVER = Long.MAX_VALUE;

    /** The grant of every client of an open service. */
    public static final Grant OPEN = new Grant(Permissions.ALL, NEVER, AcceptedKey.NONE_NEEDED);

    public Grant(Permissions permissions, long expiresAtMillis, AcceptedKey key) {
        this(permissions, expiresAtMillis, key, false);
    }

    /** This grant, for a client that has received the warning that it expires soon. */
    public Grant warned() {
        return new Grant(permissions, expiresAtMillis, key, true);
    }

    /**
     * Requires the permission to subscribe to {@code pattern}.
     *
     * @throws Forbidden when it is missing
     */
    public void requireSubscribe(TopicPattern pattern) {
        if (!permissions.maySubscribe(pattern)) {
            throw Forbidden.subscribe(pattern);
        }
    }

    /**
     * Requires the permission to publish to {@code topic}.
     *
     * @throws Forbidden when it is missing
     */
    public void requirePublish(TopicName topic) {
        if (!permissions.mayPublish(topic)) {
            throw Forbidden.publish(topic);
        }
    }

    /**
     * Identifies the publisher by its API key or by its permissions, since a connection has no field for the subject of
     * a token. Empty if the service is open.
     */
    public String publisher() {
        if (key == AcceptedKey.NONE_NEEDED) {
            return "";
        }
        return key.apiKey()
                .map(name -> "key " + name)
                .orElseGet(() -> permissions.publish().stream()
                        .map(TopicPattern::value)
                        .sorted()
                        .collect(joining(" ", "topics ", "")));
    }

    /** Milliseconds until it expires, at least 0; empty if it does not expire. */
    public OptionalLong millisLeft(long nowMillis) {
        return expiresAtMillis == NEVER
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, expiresAtMillis - nowMillis));
    }

    /** Whether the grant has expired or its key has been revoked. */
    public boolean hasEnded(long nowMillis) {
        return nowMillis >= expiresAtMillis || key.isRevoked();
    }

    /** Whether it has ended at {@code timeOfDay}, which is read only for a grant that can end. */
    public boolean hasEnded(InstantSource timeOfDay) {
        return mayEnd() && hasEnded(timeOfDay.millis());
    }

    /** Why it has ended, for the text that the client receives. */
    public String whyEnded() {
        return key.isRevoked() ? "the key of these credentials is accepted no more" : "the credentials have expired";
    }

    /** Whether it can end at all. A grant that cannot need not be checked. */
    public boolean mayEnd() {
        return expiresAtMillis != NEVER || key != AcceptedKey.NONE_NEEDED;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grant grant
                && expiresAtMillis == grant.expiresAtMillis
                && key == grant.key
                && isWarned == grant.isWarned
                && permissions.equals(grant.permissions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(permissions, expiresAtMillis, System.identityHashCode(key));
    }
}
