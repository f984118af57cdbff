package dev.carillon.lane;

import dev.carillon.hub.Batch;
import dev.carillon.outbox.Cursor;
import dev.carillon.outbox.Outbox;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of both lanes have in common for bytes that wait. A publication that a peer takes at once does
 * not use any of it; that path reads a field of the connection only.
 */
interface WithOutbox extends Connection {
    /** Null unless bytes wait for the peer, or the output is closing or closed. */
    @Nullable
    Outbox outbox();

    void outbox(@Nullable Outbox next);

    Lane lane();

    /** Closes the output after everything that was written. */
    void shutDownOutput();

    /** The present outbox, or a new one. */
    default Outbox getOrCreateOutbox() {
        Outbox known = outbox();
        if (known != null) {
            return known;
        }
        Outbox opened = new Outbox(lane().outboxes);
        outbox(opened);
        return opened;
    }

    default void keep(Outbox box, Batch batch, int from, int to, int sent) {
        closeUnless(box.add(batch, from, to, sent));
        if (isOpen()) {
            box.behind(batch).ifPresent(offset -> receiver().onBehind(this, offset));
        }
    }

    default void closeUnless(boolean kept) {
        if (!kept) {
            close(Ending.TOO_SLOW);
        }
    }

    default void reportMissed(Outbox box) {
        int missed = box.takeMissed();
        if (missed > 0) {
            receiver().onMissed(this, missed);
        }
    }

    /** Everything in {@code box} has left. */
    default void emptied(Outbox box) {
        if (box.isFinishing()) {
            shutDownOutput();
        } else if (box.isCatchingUp()) {
            box.notifyCursor();
        } else {
            removeOutbox(box);
        }
    }

    private void removeOutbox(Outbox box) {
        box.close();
        outbox(null);
    }

    @Override
    default Optional<Cursor> cursor() {
        Outbox box = outbox();
        return box == null ? Optional.empty() : box.cursor();
    }

    @Override
    default void goLive() {
        Outbox box = outbox();
        if (box == null) {
            return;
        }
        box.goLive();
        if (!box.mustQueue()) {
            removeOutbox(box);
        }
    }

    @Override
    default void finish() {
        Outbox known = outbox();
        if (!isOpen() || (known != null && known.isFinishing())) {
            return;
        }
        Outbox box = getOrCreateOutbox();
        box.finishWhenEmpty();
        if (box.isEmpty()) {
            shutDownOutput();
        }
    }
}
