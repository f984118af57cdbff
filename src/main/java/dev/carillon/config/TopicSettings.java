package dev.carillon.config;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicPattern;

/**
 * What holds for some topics and not for all.
 *
 * @param pattern which topics
 * @param slowReaders what becomes of publications that a peer takes too slowly
 */
public record TopicSettings(TopicPattern pattern, SlowReaderPolicy slowReaders) {}
