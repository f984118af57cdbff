package dev.carillon.log;

import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;

/**
 * One publication of the log: 32 bytes, a {@link Payload} of 24, and the bytes that were published. It keeps no rendered
 * form; a reader makes a {@link Publication} of it.
 */
public final class Remembered {
    /** What it counts for beyond its payload: itself, the headers, and its places in its topic and in the order of all. */
    static final long BYTES = 120;

    private final TopicHistory history;
    private final Payload payload;
    private final long offset;
    private final long nanos;

    Remembered(TopicHistory history, Payload payload, long offset, long nanos) {
        this.history = history;
        this.payload = payload;
        this.offset = offset;
        this.nanos = nanos;
    }

    public TopicName topic() {
        return history.topic();
    }

    public Payload payload() {
        return payload;
    }

    /** Its place in the order of all. */
    public long offset() {
        return offset;
    }

    /** The publication to send, under its id; made anew by each call. */
    public Publication publication(String epoch) {
        return new Publication(topic(), payload, nanos).remembered(new MessageId(epoch, offset));
    }

    TopicHistory history() {
        return history;
    }

    /** When it came, on the clock of the log. */
    long nanos() {
        return nanos;
    }

    int payloadBytes() {
        return payload.bytes().length;
    }

    /** What it counts for in the bytes of the log. */
    long cost() {
        return BYTES + payloadBytes() + ContentTypes.cost(payload.contentType());
    }

    /** Whether it is the newest publication of a topic that has a last value. */
    boolean isLastValue() {
        return history.hasLastValue() && history.isNewest(this);
    }
}
