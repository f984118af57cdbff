package dev.carillon.hub;

import dev.carillon.topic.TopicPattern;

/**
 * The counts of one pattern.
 *
 * @param subscribers on this loop, in all forms
 * @param published number of publications to it since it has had subscribers on this loop, modulo 2^32
 */
public record PatternCount(TopicPattern pattern, long subscribers, int published) {}
