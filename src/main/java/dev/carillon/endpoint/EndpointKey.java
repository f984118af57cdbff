package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.frame.Compression;
import dev.carillon.topic.TopicPattern;

/** The connections of one {@link TopicEndpoint} share these values. */
record EndpointKey(TopicPattern pattern, Compression compression, Grant grant) {}
