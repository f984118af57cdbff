package dev.carillon.publication;

import dev.carillon.topic.TopicName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One payload, published once to one topic. Immutable, and shared by all loops of the node. */
public final class Publication {
    private final TopicName topic;
    private final Payload payload;
    private final long publishedNanos;

    /** Null if it is not remembered. */
    private final @Nullable MessageId id;

    /** The newest rendered form, with a link to older ones; null before the first. Guarded by this object's monitor. */
    private @Nullable Rendered newest;

    /**
     * @param publishedNanos when this node received it, on the clock of {@link System#nanoTime()}
     */
    public Publication(TopicName topic, Payload payload, long publishedNanos) {
        this(topic, payload, publishedNanos, null);
    }

    private Publication(TopicName topic, Payload payload, long publishedNanos, @Nullable MessageId id) {
        this.topic = topic;
        this.payload = payload;
        this.publishedNanos = publishedNanos;
        this.id = id;
    }

    /** The same publication with an id, as one that is remembered; it does not share rendered forms with this one. */
    public Publication remembered(MessageId as) {
        return new Publication(topic, payload, publishedNanos, as);
    }

    public TopicName topic() {
        return topic;
    }

    public Payload payload() {
        return payload;
    }

    public long publishedNanos() {
        return publishedNanos;
    }

    /** The id, if the publication is remembered. */
    public Optional<MessageId> id() {
        return Optional.ofNullable(id);
    }

    /** The offset of {@link #id}, or 0 if it is not remembered. Allocates nothing. */
    public long offset() {
        return id == null ? 0 : id.offset();
    }

    /**
     * The bytes of the publication in a form. They are rendered for the first caller; all later callers, on any loop,
     * get the same array, which must not be changed.
     *
     * <p>The lock is an exception in the service, for a reason: it is taken once for each batch and loop, not for each
     * delivery (about 20 ns compared with 10 µs for each of perhaps 10,000 sends), and it prevents that two loops
     * render or deflate the same form. The forms are in a list, since few publications have more than three.
     */
    @SuppressWarnings("ReferenceEquality") // the object is the form
    public synchronized byte[] in(Rendering rendering) {
        for (Rendered form = newest; form != null; form = form.older) {
            if (form.rendering == rendering) {
                return form.bytes;
            }
        }
        newest = new Rendered(rendering, rendering.render(this), newest);
        return newest.bytes;
    }

    private static final class Rendered {
        final Rendering rendering;
        final byte[] bytes;
        final @Nullable Rendered older;

        Rendered(Rendering rendering, byte[] bytes, @Nullable Rendered older) {
            this.rendering = rendering;
            this.bytes = bytes;
            this.older = older;
        }
    }
}
