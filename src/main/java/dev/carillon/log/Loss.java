package dev.carillon.log;

import dev.carillon.topic.TopicPattern;

/**
 * Publications that a reader can no longer read.
 *
 * @param through the offset of the newest removed publication; it may be too large, and is never too small
 * @param topics of the rule by which it was remembered
 */
public record Loss(long through, TopicPattern topics) {}
