package dev.carillon.hub;

import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All subscribers of this loop with the same pattern and the same form. */
public final class Audience {
    private final TopicPattern pattern;
    private final Rendering rendering;
    private final Members members = new Members();

    /**
     * The audience of the same pattern in another form. A linked list, because a million topics would need a million
     * lists.
     */
    private @Nullable Audience sibling;

    /** Null while nothing is pending, and always null after the last member has left. */
    private @Nullable AudienceWalk outstanding;

    /** The number of publications so far, modulo 2^32. It uses what would be padding. */
    private int published;

    Audience(TopicPattern pattern, Rendering rendering, @Nullable Audience sibling) {
        this.pattern = pattern;
        this.rendering = rendering;
        this.sibling = sibling;
    }

    public TopicPattern pattern() {
        return pattern;
    }

    public Rendering rendering() {
        return rendering;
    }

    public int subscriberCount() {
        return members.count();
    }

    int published() {
        return published;
    }

    @Nullable
    Audience sibling() {
        return sibling;
    }

    void sibling(@Nullable Audience audience) {
        sibling = audience;
    }

    boolean isBusy() {
        return outstanding != null;
    }

    /** Whether the pause after the last batch is not over. */
    boolean isPausing(TimeSlice slice) {
        return outstanding != null && outstanding.isPausing(slice);
    }

    void addTo(List<Subscriber> into) {
        for (int slot = 0; slot < members.end(); slot++) {
            Subscriber member = members.at(slot);
            if (member != null) {
                into.add(member);
            }
        }
    }

    boolean contains(Subscriber subscriber) {
        return members.contains(subscriber);
    }

    void join(Subscriber subscriber) {
        if (outstanding != null) {
            outstanding.joinAt(members.end());
        }
        members.add(subscriber);
    }

    void leave(Subscriber subscriber) {
        if (outstanding == null) {
            members.removeAndFill(subscriber);
        } else {
            members.removeInPlace(subscriber);
        }
    }

    /** Returns true if nothing was pending before. */
    boolean add(Pending pending) {
        published++;
        boolean wasIdle = outstanding == null;
        if (outstanding == null) {
            outstanding = new AudienceWalk();
        }
        outstanding.queue().add(pending);
        return wasIdle;
    }

    /** Delivers what is outstanding, as far as the time slice permits, and at most to the end of one batch. */
    void sweep(Batch batch, TimeSlice slice, Consumer<Pending> sent) {
        AudienceWalk mine = outstanding;
        if (mine == null) {
            return;
        }
        mine.load(batch, rendering, slice);
        if (mine.walk(members, batch, slice)) {
            batch.clear();
            // Unless the last member left during the walk, which has closed the audience.
            if (outstanding == mine) {
                finish(mine, slice, sent);
            }
        }
    }

    /**
     * Delivers to {@code member} now what the sweep would deliver later; the sweep then skips it, as for a new member.
     */
    void deliverOutstanding(Subscriber member, Batch batch, HubMeters meters) {
        AudienceWalk mine = outstanding;
        if (mine == null) {
            return;
        }
        long from = mine.firstFor(member.slot());
        long end = mine.queue().end();
        members.removeInPlace(member);
        join(member);
        int slot = member.slot();
        // The member may leave during the delivery; then the rest is not delivered to it.
        while (from < end && outstanding == mine && members.holds(slot, member)) {
            from += batch.load(mine, mine.queue(), from, end, rendering);
            meters.delivered(batch.count(), batch.bytesFrom(0));
            member.deliver(batch, 0);
        }
    }

    /** See {@link Hub#deliveredThrough}. */
    long deliveredThrough(Subscriber member, long position) {
        return outstanding == null ? position : outstanding.deliveredThrough(member.slot(), position);
    }

    /** Drops what is pending, because no member is left. */
    void close(Consumer<Pending> dropped) {
        if (outstanding != null) {
            outstanding.drain(dropped);
            outstanding = null;
        }
        members.endAt(0);
    }

    private void finish(AudienceWalk mine, TimeSlice slice, Consumer<Pending> sent) {
        mine.endWalk(members, slice, sent);
        // A walk without a publication still removes empty slots.
        if (mine.queue().isEmpty() && !members.isSparse()) {
            outstanding = null;
        }
    }
}
