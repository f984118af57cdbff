package dev.carillon.hub;

import dev.carillon.topic.TopicPattern;

/** Follows which topics and patterns have any subscriber on a loop. Called by that loop. */
public interface PatternListener {
    /** Where nobody wants to know. */
    PatternListener NONE = new PatternListener() {
        @Override
        public void appeared(TopicPattern pattern) {}

        @Override
        public void disappeared(TopicPattern pattern) {}
    };

    /** The pattern has its first subscriber. */
    void appeared(TopicPattern pattern);

    /** Its last subscriber is gone. */
    void disappeared(TopicPattern pattern);
}
