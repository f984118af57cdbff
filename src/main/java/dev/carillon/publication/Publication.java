package dev.carillon.publication;

import dev.carillon.topic.TopicName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One payload, published once to one topic; immutable, and shared by all loops of the node. */
public final class Publication {
    private final TopicName topic;
    private final Payload payload;
    private final long publishedNanos;

    /** Null where it is not remembered. */
    private final @Nullable MessageId id;

    /** The form rendered last, and behind it the older ones; null until somebody asks. Guarded by this. */
    private @Nullable Rendered newest;

    /** @param publishedNanos when this node learned of it, on the clock of {@link System#nanoTime()} */
    public Publication(TopicName topic, Payload payload, long publishedNanos) {
        this(topic, payload, publishedNanos, null);
    }

    private Publication(TopicName topic, Payload payload, long publishedNanos, @Nullable MessageId id) {
        this.topic = topic;
        this.payload = payload;
        this.publishedNanos = publishedNanos;
        this.id = id;
    }

    /** The same under its id, as one that is remembered; it shares no rendered form with this one. */
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

    /** Where it is remembered. */
    public Optional<MessageId> id() {
        return Optional.ofNullable(id);
    }

    /** The offset of {@link #id}, and 0 where it is not remembered. Allocates nothing. */
    public long offset() {
        return id == null ? 0 : id.offset();
    }

    /**
     * The publication in this form: rendered for the first caller, the same array for all later ones, on any loop. The
     * array is shared and must not be changed.
     *
     * <p>A lock is right here although the service has none elsewhere: it is taken once per batch and loop, not per
     * delivery (about 20 ns against some 10 µs for each of maybe 10,000 sends), and it is what keeps two loops from
     * rendering, or deflating, the same form twice. A list, since hardly a publication has more than three forms.
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
