package dev.carillon.log;

import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;

/**
 * One publication in the log. It takes 32 bytes, a {@link Payload} of 24, and the published bytes. It has no rendered
 * form; a reader creates a {@link Publication} from it.
 */
public final class Remembered {
    /**
     * The bytes that are counted for it without its payload: this object, the headers, and its places in its topic and
     * in {@link Order}.
     */
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

    /** Its position in the order of the log. */
    public long offset() {
        return offset;
    }

    /** The publication to send, with its id. Each call creates a new one. */
    public Publication publication(String epoch) {
        return new Publication(topic(), payload, nanos).remembered(new MessageId(epoch, offset));
    }

    TopicHistory history() {
        return history;
    }

    /** When it was added, on the clock of the log. */
    long nanos() {
        return nanos;
    }

    int payloadBytes() {
        return payload.bytes().length;
    }

    /** The bytes that are counted for it. */
    long cost() {
        return BYTES + payloadBytes() + ContentTypes.cost(payload.contentType());
    }

    /** Whether it is the newest publication of a topic that has a last value. */
    boolean isLastValue() {
        return history.hasLastValue() && history.isNewest(this);
    }
}
