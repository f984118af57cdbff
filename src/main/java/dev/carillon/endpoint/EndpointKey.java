package dev.carillon.endpoint;

import dev.carillon.hub.TopicPattern;
import dev.carillon.websocket.Compression;

/** What the connections of one {@link TopicEndpoint} have in common. */
record EndpointKey(TopicPattern pattern, Compression compression) {}
