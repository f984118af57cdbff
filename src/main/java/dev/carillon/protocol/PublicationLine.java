package dev.carillon.protocol;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import java.util.List;
import java.util.Optional;

/**
 * One publication of a post that has many: one JSON object in one line.
 *
 * @param topics at least one, no two the same
 * @param several whether they came as a list, and so are answered as one
 * @param key under which it is published once, however often the line comes
 */
public record PublicationLine(List<TopicName> topics, boolean several, Payload payload, Optional<IdempotencyKey> key) {}
