package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.frame.Compression;
import dev.carillon.topic.TopicPattern;

/** What the connections of one {@link TopicEndpoint} have in common. */
record EndpointKey(TopicPattern pattern, Compression compression, Grant grant) {}
