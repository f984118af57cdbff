package dev.carillon.cli;

import dev.carillon.protocol.InvalidJson;
import dev.carillon.protocol.JsonCheck;
import dev.carillon.protocol.LineWriter;
import dev.carillon.publication.ContentType;
import dev.carillon.publication.InvalidPayload;
import dev.carillon.publication.Payload;
import dev.carillon.text.CheckedStacklessException;
import dev.carillon.topic.TopicName;

/** Converts a line of input to a line of {@code POST /publish}. */
sealed interface LineForm {
    /**
     * The line to post.
     *
     * @throws InvalidLine when the line of input is not a valid payload
     */
    byte[] posted(byte[] line) throws InvalidLine;

    /** The end of the summary, after the number of lines. */
    String destination();

    /** The line contains its topic and payload. */
    record Whole() implements LineForm {
        @Override
        public byte[] posted(byte[] line) {
            return line;
        }

        @Override
        public String destination() {
            return "";
        }
    }

    /** The line is the payload. */
    record OfTopic(TopicName topic, ContentType type) implements LineForm {
        @Override
        public byte[] posted(byte[] line) throws InvalidLine {
            try {
                Payload payload = Payload.ofBody(type, line);
                if (payload.kind() == Payload.Kind.JSON) {
                    // The payload must not add fields to the JSON object that contains it.
                    JsonCheck.requireOneValue(line);
                }
                return LineWriter.line(topic, payload);
            } catch (InvalidPayload | InvalidJson invalid) {
                throw new InvalidLine(String.valueOf(invalid.getMessage()));
            }
        }

        @Override
        public String destination() {
            return " to " + topic;
        }
    }

    /** A line that cannot be published; the message says why. */
    final class InvalidLine extends CheckedStacklessException {
        private static final long serialVersionUID = 1;

        InvalidLine(String message) {
            super(message);
        }
    }
}
