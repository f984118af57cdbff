package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.protocol.StreamForm;
import dev.carillon.topic.TopicPattern;

/** What the connections of one {@link TopicStream} have in common. */
record StreamKey(TopicPattern pattern, StreamForm form, Grant grant) {}
