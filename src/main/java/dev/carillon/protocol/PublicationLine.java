package dev.carillon.protocol;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import java.util.List;
import java.util.Optional;

/**
 * One publication of a post with many: one JSON object on one line.
 *
 * @param topics at least one, all different
 * @param several whether they came as a list; the answer then is a list, too
 * @param key if it is present, repetitions of the line with it are published only once
 */
public record PublicationLine(List<TopicName> topics, boolean several, Payload payload, Optional<IdempotencyKey> key) {}
