package dev.carillon.cli;

import dev.carillon.protocol.InvalidJson;
import dev.carillon.protocol.JsonCheck;
import dev.carillon.protocol.LineWriter;
import dev.carillon.publication.ContentType;
import dev.carillon.publication.InvalidPayload;
import dev.carillon.publication.Payload;
import dev.carillon.text.CheckedStacklessException;
import dev.carillon.topic.TopicName;

/** How a line of input becomes a line of {@code POST /publish}. */
sealed interface LineForm {
    /**
     * The line to post.
     *
     * @throws InvalidLine if the line has none
     */
    byte[] posted(byte[] line) throws InvalidLine;

    /** Behind the number of lines in a summary. */
    String destination();

    /** The line says all itself. */
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
                    // It must not say anything of its own in the object that it becomes a part of.
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
