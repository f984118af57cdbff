package dev.carillon.hub;

import dev.carillon.topic.TopicPattern;

/** Follows which topics and patterns have subscribers on a loop. Called on that loop. */
public interface PatternListener {
    /** Does nothing. */
    PatternListener NONE = new PatternListener() {
        @Override
        public void appeared(TopicPattern pattern) {}

        @Override
        public void disappeared(TopicPattern pattern) {}
    };

    /** The pattern has its first subscriber. */
    void appeared(TopicPattern pattern);

    /** The last subscriber of the pattern has left. */
    void disappeared(TopicPattern pattern);
}
