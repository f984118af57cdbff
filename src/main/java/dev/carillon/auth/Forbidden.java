package dev.carillon.auth;

import dev.carillon.text.StacklessException;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;

/** A client has no permission for its request; 403. The message says what was expected and what came. */
public final class Forbidden extends StacklessException {
    private static final long serialVersionUID = 1L;

    private Forbidden(String message) {
        super(message);
    }

    static Forbidden subscribe(TopicPattern pattern) {
        return new Forbidden("expected a topic that these credentials permit to subscribe to, but was " + pattern);
    }

    static Forbidden publish(TopicName topic) {
        return new Forbidden("expected a topic that these credentials permit to publish to, but was " + topic);
    }
}
