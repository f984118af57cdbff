package dev.carillon.auth;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;

/** A client has no permission for what it asks; 403. The message says what was expected and what came. */
public final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Forbidden(String message) {
        // Not thrown for a fault here: nothing asks where it came from.
        super(message, null, false, false);
    }

    static Forbidden subscribe(TopicPattern pattern) {
        return new Forbidden("expected a topic that these credentials permit to subscribe to, but was " + pattern);
    }

    static Forbidden publish(TopicName topic) {
        return new Forbidden("expected a topic that these credentials permit to publish to, but was " + topic);
    }
}
