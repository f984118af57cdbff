package dev.carillon.log;

import dev.carillon.topic.TopicPattern;

/**
 * What a reader can no longer read.
 *
 * @param through the offset of the newest publication that has left the log; it may be too large, and is never too small
 * @param topics of the rule by which it was remembered
 */
public record Loss(long through, TopicPattern topics) {}
