package dev.carillon.auth;

import static java.util.stream.Collectors.joining;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The permissions of a client, and when they expire. Connections keep it, so equal grants should be one object.
 *
 * @param expiresAtMillis milliseconds since 1970, {@link #NEVER} where it does not end
 * @param key the key that verified the credentials
 * @param isWarned whether the client has been told that it expires soon; a part of this, since a connection has no place for it
 */
public record Grant(Permissions permissions, long expiresAtMillis, AcceptedKey key, boolean isWarned) {
    public static final long NEVER = Long.MAX_VALUE;

    /** Where the service is open: for every client. */
    public static final Grant OPEN = new Grant(Permissions.ALL, NEVER, AcceptedKey.NONE_NEEDED);

    public Grant(Permissions permissions, long expiresAtMillis, AcceptedKey key) {
        this(permissions, expiresAtMillis, key, false);
    }

    /** The same for a client that has been told that it expires soon. */
    public Grant warned() {
        return new Grant(permissions, expiresAtMillis, key, true);
    }

    /**
     * Does nothing where {@code pattern} may be subscribed to.
     *
     * @throws Forbidden when it may not
     */
    public void requireSubscribe(TopicPattern pattern) {
        if (!permissions.maySubscribe(pattern)) {
            throw Forbidden.subscribe(pattern);
        }
    }

    /**
     * Does nothing where {@code topic} may be published to.
     *
     * @throws Forbidden when it may not
     */
    public void requirePublish(TopicName topic) {
        if (!permissions.mayPublish(topic)) {
            throw Forbidden.publish(topic);
        }
    }

    /**
     * Which publisher its client is: the one with this API key, or with these permissions, as a connection has no place for the
     * subject of its token. Empty where the service is open.
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

    /** Milliseconds until it expires, at least 0; empty where it does not. */
    public OptionalLong millisLeft(long nowMillis) {
        return expiresAtMillis == NEVER
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, expiresAtMillis - nowMillis));
    }

    /** Whether it holds no more, by the clock or because its key is accepted no more. */
    public boolean hasEnded(long nowMillis) {
        return nowMillis >= expiresAtMillis || key.isRevoked();
    }

    /** The same by {@code timeOfDay}, which is asked for no time where nothing can end. */
    public boolean hasEnded(InstantSource timeOfDay) {
        return mayEnd() && hasEnded(timeOfDay.millis());
    }

    /** Why it holds no more, for the text that its client receives. */
    public String whyEnded() {
        return key.isRevoked() ? "the key of these credentials is accepted no more" : "the credentials have expired";
    }

    /** Whether it can end at all; what cannot need not be asked. */
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
