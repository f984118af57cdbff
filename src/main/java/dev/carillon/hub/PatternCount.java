package dev.carillon.hub;

import dev.carillon.topic.TopicPattern;

/**
 * One line of a listing.
 *
 * @param subscribers on this loop, in all forms
 * @param published how many publications have come to it since it has subscribers on this loop, modulo 2^32
 */
public record PatternCount(TopicPattern pattern, long subscribers, int published) {}
