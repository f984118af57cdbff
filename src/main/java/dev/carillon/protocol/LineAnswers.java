package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the answers to the lines of a post, each as one JSON object in one line. Not thread-safe. */
public final class LineAnswers {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** When a refused publication may be tried again. */
    private static final int RETRY_AFTER_SECONDS = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final JsonGenerator to;

    public LineAnswers() {
        try {
            to = FACTORY.createGenerator(bytes, JsonEncoding.UTF8);
            // Each answer ends with a line feed, so there is no separator between two.
            to.setRootValueSeparator(null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Writes the fields of one answer. */
    private interface Answer {
        void write(JsonGenerator to) throws IOException;
    }

    /** The number of bytes that have been written and not taken. */
    public int size() {
        return bytes.size() + to.getOutputBuffered();
    }

    /** Takes the bytes that have been written since the last call. */
    public byte[] take() {
        try {
            to.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    /**
     * Answers a line for one topic.
     *
     * @param line the number of the line, from 1
     */
    public void published(long line, TopicName topic, Outcome outcome) {
        write(to -> {
            to.writeNumberField("line", line);
            writeResult(topic, outcome, to);
        });
    }

    /**
     * Answers a line for a list of topics.
     *
     * @param outcomes one for each of {@code topics}
     */
    public void published(long line, List<TopicName> topics, List<Outcome> outcomes) {
        write(to -> {
            to.writeNumberField("line", line);
            to.writeArrayFieldStart("published");
            for (int i = 0; i < topics.size(); i++) {
                to.writeStartObject();
                writeResult(topics.get(i), outcomes.get(i), to);
                to.writeEndObject();
            }
            to.writeEndArray();
        });
    }

    public void failed(long line, ErrorCode code, String message) {
        write(to -> {
            to.writeNumberField("line", line);
            writeError(code, message, to);
            to.writeEndObject();
        });
    }

    /**
     * The last answer, if no more lines are read.
     *
     * @param status the HTTP status that a request would get for this reason before its first answer
     */
    public void aborted(int status, String message) {
        write(to -> {
            writeError(ErrorCode.ABORTED, message, to);
            to.writeNumberField("status", status);
            to.writeEndObject();
        });
    }

    private void write(Answer answer) {
        try {
            to.writeStartObject();
            answer.write(to);
            to.writeEndObject();
            to.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void writeResult(TopicName topic, Outcome outcome, JsonGenerator to) throws IOException {
        to.writeStringField("topic", topic.value());
        switch (outcome) {
            case Taken taken -> {
                if (taken.id().isPresent()) {
                    to.writeStringField("id", taken.id().get().toString());
                }
            }
            case Refused refused -> {
                writeError(ErrorCode.TRY_AGAIN_LATER, refused.message(), to);
                to.writeEndObject();
            }
        }
    }

    /** Leaves the error object open, for more fields. */
    private static void writeError(ErrorCode code, String message, JsonGenerator to) throws IOException {
        to.writeObjectFieldStart("error");
        to.writeStringField("code", code.wireName());
        // A message may quote half a surrogate pair, which UTF-8 cannot encode, so this replaces it.
        to.writeStringField("message", new String(message.getBytes(UTF_8), UTF_8));
        if (code == ErrorCode.TRY_AGAIN_LATER) {
            to.writeNumberField("retryAfterSeconds", RETRY_AFTER_SECONDS);
        }
    }
}
