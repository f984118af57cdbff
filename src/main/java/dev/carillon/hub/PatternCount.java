package dev.carillon.hub;

import dev.carillon.topic.TopicPattern;

/**
 * One line of a listing.
 *
 * @param subscribers on this loop, in all forms
 */
public record PatternCount(TopicPattern pattern, long subscribers) {}
