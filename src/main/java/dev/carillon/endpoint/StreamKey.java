package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.protocol.StreamForm;
import dev.carillon.topic.TopicPattern;

/** The connections of one {@link TopicStream} share these values. */
record StreamKey(TopicPattern pattern, StreamForm form, Grant grant) {}
