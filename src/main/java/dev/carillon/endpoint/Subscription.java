package dev.carillon.endpoint;

import dev.carillon.hub.Audience;
import dev.carillon.hub.Batch;
import dev.carillon.hub.Subscriber;
import dev.carillon.topic.TopicPattern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One topic or pattern of a connection that may have several. It is a member of an audience. */
class Subscription implements Subscriber {
    private final Subscriptions all;
    private final TopicPattern pattern;
    private int slot;
    /** Null until it has joined. */
    private @Nullable Audience audience;

    Subscription(Subscriptions all, TopicPattern pattern) {
        this.all = all;
        this.pattern = pattern;
    }

    final TopicPattern pattern() {
        return pattern;
    }

    final void joined(Audience audience) {
        this.audience = audience;
    }

    final Audience audience() {
        return Objects.requireNonNull(audience);
    }

    /** Its topics may be remembered after {@code offset}. */
    void remember(long offset) {
        all.remember(this, offset);
    }

    /**
     * Remembered publications after {@code offset} must be read from the log, unless the connection catches up already.
     */
    final void fallBehind(long offset) {
        if (all.connection().cursor().isEmpty()) {
            all.fallBehind(offset);
        }
    }

    @Override
    public final void deliver(Batch batch, int from) {
        all.deliver(this, batch, from);
    }

    @Override
    public final int slot() {
        return slot;
    }

    @Override
    public final void slot(int slot) {
        this.slot = slot;
    }
}
