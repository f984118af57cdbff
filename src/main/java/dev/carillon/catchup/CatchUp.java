package dev.carillon.catchup;

import dev.carillon.hub.Batch;
import dev.carillon.hub.Hub;
import dev.carillon.lane.Ending;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Log;
import dev.carillon.log.Loss;
import dev.carillon.log.PatternSelection;
import dev.carillon.log.Piece;
import dev.carillon.log.Remembered;
import dev.carillon.log.Start;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Reads the log for the connections of one loop that catch up, in time slices, with I/O between them. A connection that
 * can send gets one batch, and then goes to the end of the queue.
 */
public final class CatchUp implements Runnable {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final int BATCH_BYTES = 64 << 10;
    private static final int BATCH_MESSAGES = 512;

    private final Log log;
    private final Hub hub;
    private final Executor later;
    private final Executor afterAWhile;
    private final LongSupplier nanoTime;
    private final CatchUpMeters meters;
    private final Batch batch;
    private final RecentlyRead recent;
    private final Queue<LogCursor> ready = new ArrayDeque<>();

    // Empty between steps.
    private final List<Remembered> read = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();

    private boolean handedOver;
    private int restarts;

    /** @param later as for the {@link Hub} */
    public CatchUp(Log log, Hub hub, Executor later, LongSupplier nanoTime, CatchUpMeters meters) {
        this(log, hub, later, later, nanoTime, meters);
    }

    /** @param afterAWhile runs a task on the loop some milliseconds later */
    public CatchUp(
            Log log, Hub hub, Executor later, Executor afterAWhile, LongSupplier nanoTime, CatchUpMeters meters) {
        this.afterAWhile = afterAWhile;
        this.log = log;
        this.hub = hub;
        this.later = later;
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.batch = hub.newBatch();
        this.recent = new RecentlyRead(log);
    }

    /**
     * The id from which a client can resume that has received nothing yet of subscriptions that began together. Empty
     * if last values are still to come, because they have smaller ids.
     */
    public Optional<MessageId> resumable(List<Beginning> beginnings) {
        return beginnings.stream().anyMatch(Beginning::hasLastValues)
                ? Optional.empty()
                : beginnings.stream()
                        .map(Beginning::position)
                        .min(Comparator.naturalOrder())
                        .map(log::id);
    }

    /**
     * Refuses a start with an id that this node cannot have sent.
     *
     * @throws InvalidStart when it names a publication that this node has not numbered yet
     */
    public void requireKnown(Start start) {
        log.require(start);
    }

    /** Whether any topic that the pattern matches may be remembered. */
    public boolean mayRemember(TopicPattern pattern) {
        return log.mayRemember(pattern);
    }

    /**
     * The position of a subscription to {@code selection} that joins the hub now.
     *
     * @param start accepted by {@link #requireKnown}
     */
    public Beginning begin(PatternSelection selection, Start start) {
        long now = hub.position();
        return switch (start) {
            case Start.Live live ->
                selection.patterns().stream().anyMatch(log::mayHaveLastValue)
                        ? Beginning.withLastValues(now)
                        : Beginning.behind(now, now);
            case Start.Last last -> Beginning.behind(log.startOfLast(selection, last.count(), now), now);
            case Start.Since since -> resume(selection, since.id());
        };
    }

    private Beginning resume(PatternSelection selection, MessageId id) {
        Beginning beginning = since(selection, id);
        meters.resumed(!beginning.isIncomplete());
        return beginning;
    }

    /**
     * The positions of several subscriptions of one connection that join together. "Last" counts the publications of
     * all of them together.
     */
    public List<Beginning> begin(List<TopicPattern> patterns, Start start) {
        if (start instanceof Start.Last last) {
            return Collections.nCopies(patterns.size(), begin(new PatternSelection(patterns), last));
        }
        return patterns.stream()
                .map(pattern -> begin(new PatternSelection(pattern), start))
                .toList();
    }

    private Beginning since(PatternSelection selection, MessageId id) {
        if (selection.patterns().stream().noneMatch(log::mayRemember)) {
            return new Beginning(hub.position(), 0, hub.position(), Optional.of(false));
        }
        boolean known = log.isOfThisRun(id);
        long from = known ? id.offset() : 0;
        boolean recovered = known && log.isComplete(selection, from);
        return new Beginning(from, 0, recovered ? from : log.newest().offset(), Optional.of(recovered));
    }

    /** The log has a new epoch: publications that earlier cursors expect after {@link Hub#position} will never come. */
    public void restarted() {
        restarts++;
    }

    /** How often the log has begun a new epoch. */
    int restarts() {
        return restarts;
    }

    /** The connection of {@code cursor} can send more. */
    void ready(LogCursor cursor) {
        if (!cursor.isReady) {
            cursor.isReady = true;
            ready.add(cursor);
            handOver();
        }
    }

    @Override
    public void run() {
        long end = nanoTime.getAsLong() + SLICE.toNanos();
        try {
            // Cursors that are added meanwhile wait for the next slice: one may wait for a publication that another
            // loop has on its way to this one.
            for (int waiting = ready.size(); waiting > 0 && nanoTime.getAsLong() - end < 0; waiting--) {
                step(ready.remove());
            }
        } finally {
            handedOver = false;
            scheduleNext();
        }
    }

    private void scheduleNext() {
        if (ready.isEmpty()) {
            recent.clear();
        } else {
            handOver();
        }
    }

    private void handOver() {
        if (!handedOver) {
            handedOver = true;
            later.execute(this);
        }
    }

    private void step(LogCursor cursor) {
        cursor.isReady = false;
        if (isOver(cursor) || !cursor.connection().isWritable()) {
            return;
        }
        long upTo = hub.position();
        if (cursor.position() > upTo) {
            // The position is that of a publication that is still on its way to this loop.
            await(cursor);
            return;
        }
        try {
            Piece piece = log.read(cursor, cursor.position(), upTo, BATCH_MESSAGES, BATCH_BYTES, read);
            if (mayGoOn(cursor, piece)) {
                send(cursor, piece.through(), upTo);
            }
        } finally {
            read.clear();
        }
    }

    /** If nodes share a log, the publication may not have come to this node yet. */
    private void await(LogCursor cursor) {
        if (!cursor.isOf(restarts)) {
            // The log has a new epoch: this publication will never come, and others have the offsets before it.
            meters.lostPosition();
            cursor.connection().close(Ending.TOO_SLOW);
        } else if (cursor.position() <= log.newest().offset()) {
            ready(cursor);
        } else {
            afterAWhile.execute(() -> ready(cursor));
        }
    }

    private boolean mayGoOn(LogCursor cursor, Piece piece) {
        Optional<Loss> loss = piece.loss().filter(known -> cursor.mustReportLoss(known.through()));
        if (loss.isEmpty()) {
            return true;
        }
        if (cursor.continuesAfterLoss(hub.slowReaders().policyOf(loss.get().topics()))) {
            return cursor.connection().isWritable() && !isOver(cursor);
        }
        meters.lostPosition();
        cursor.connection().close(Ending.TOO_SLOW);
        return false;
    }

    private void send(LogCursor cursor, long through, long upTo) {
        if (read.isEmpty()) {
            cursor.moveTo(through);
            if (through == upTo && cursor.mayGoLiveAt(upTo)) {
                finish(cursor);
            } else {
                ready(cursor);
            }
            return;
        }
        int taken = offer(cursor);
        if (taken > 0) {
            cursor.moveTo(taken == read.size() ? through : read.get(taken - 1).offset());
        }
        if (cursor.connection().isWritable()) {
            ready(cursor);
        }
    }

    /** Returns how many of the publications have been sent, or begun. */
    private int offer(LogCursor cursor) {
        try {
            read.forEach(remembered -> publications.add(recent.get(remembered)));
            batch.load(publications, cursor.rendering());
            int taken = cursor.connection().offer(batch);
            meters.caughtUp(taken, batch.offset(taken));
            return taken;
        } finally {
            publications.clear();
            batch.clear();
        }
    }

    /**
     * The cursor has read everything that came to this loop. Nothing can come in between, because this is one task of
     * the loop.
     */
    private void finish(LogCursor cursor) {
        cursor.deliverOutstanding();
        if (!isOver(cursor)) {
            cursor.connection().goLive();
        }
    }

    /** Whether its connection has ended or has another cursor. */
    @SuppressWarnings("ReferenceEquality") // identity is meant
    private static boolean isOver(LogCursor cursor) {
        return cursor.connection().cursor().filter(current -> current == cursor).isEmpty();
    }
}
