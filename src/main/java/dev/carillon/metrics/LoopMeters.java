package dev.carillon.metrics;

import dev.carillon.auth.Denial;
import dev.carillon.catchup.CatchUpMeters;
import dev.carillon.endpoint.EndpointMeters;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.Connection;
import dev.carillon.lane.LaneMeters;
import dev.carillon.outbox.GivenUp;
import dev.carillon.websocket.CloseCause;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** What the rooms of one loop report, added to the meters of the node. Belongs to that loop. */
public final class LoopMeters implements HubMeters, LaneMeters, CatchUpMeters, EndpointMeters {
    private static final long NANOS_PER_MICRO = 1000;
    private static final long FAN_OUT_MICROS_MAX = 60_000_000;
    private static final int FAN_OUT_DIGITS = 2;

    private final CarillonMeters node;
    private final Counter published;
    private long waitingBytes;
    private long catchingUp;
    private long topics;
    private long subscriptions;

    /** Of times to the last write, one by one, in microseconds; null while nobody wants to know them. */
    private volatile @Nullable SingleWriterRecorder fanOut;

    LoopMeters(CarillonMeters node, Counter published) {
        this.node = node;
        this.published = published;
    }

    public void handshakeRefused(int status) {
        node.handshakeRefused(status);
    }

    /** Credentials are not accepted, of whatever request. */
    public void denied(Denial why) {
        node.denied(why).increment();
    }

    /** A handshake that was in order is answered with {@code status}, since there is no place for it. */
    public void turnedAway(TurnedAway why, int status) {
        node.turnedAway(why).increment();
        node.handshakeRefused(status);
    }

    @Override
    public void opened() {
        node.handshakesAccepted.increment();
        node.connections.incrementAndGet();
    }

    @Override
    public void closed(Connection connection, CloseCause cause, int code) {
        ended(cause);
    }

    private void ended(CloseCause cause) {
        node.closed(cause).increment();
        node.connections.decrementAndGet();
    }

    @Override
    public void streamOpened() {
        node.eventStreams.incrementAndGet();
        opened();
    }

    @Override
    public void streamClosed(Connection connection, CloseCause cause) {
        node.eventStreams.decrementAndGet();
        ended(cause);
    }

    @Override
    public void published() {
        published.increment();
    }

    @Override
    public void refused() {
        node.publishRefused.increment();
    }

    @Override
    public void delivered(long frames, long bytes) {
        node.delivered.increment((double) frames);
        node.deliveredBytes.increment((double) bytes);
    }

    @Override
    public void swept(long nanos) {
        node.swept.record(nanos, TimeUnit.NANOSECONDS);
        SingleWriterRecorder wanted = fanOut;
        if (wanted != null) {
            wanted.recordValue(Math.clamp(nanos / NANOS_PER_MICRO, 0, FAN_OUT_MICROS_MAX));
        }
    }

    /** Whether times to the last write are recorded for {@link #addFanOut}, in some 20 kB. */
    public void recordFanOut(boolean wanted) {
        if (wanted != (fanOut != null)) {
            fanOut = wanted ? new SingleWriterRecorder(FAN_OUT_MICROS_MAX, FAN_OUT_DIGITS) : null;
        }
    }

    /** Adds the microseconds that were recorded since the last call. Any thread may call it, one at a time. */
    public void addFanOut(Histogram into) {
        SingleWriterRecorder recorder = fanOut;
        if (recorder != null) {
            into.add(recorder.getIntervalHistogram());
        }
    }

    @Override
    public void transferred(long bytesIn, long bytesOut) {
        node.receivedBytes.increment((double) bytesIn);
        node.sentBytes.increment((double) bytesOut);
    }

    @Override
    public void waiting(long bytes) {
        node.waitingBytes.addAndGet(bytes - waitingBytes);
        waitingBytes = bytes;
    }

    @Override
    public void catchingUp(long connections) {
        node.catchingUp.addAndGet(connections - catchingUp);
        catchingUp = connections;
    }

    /** What there is on this loop now; to be told from time to time. */
    public void audience(long topicsNow, long subscriptionsNow) {
        node.topics.addAndGet(topicsNow - topics);
        node.subscriptions.addAndGet(subscriptionsNow - subscriptions);
        topics = topicsNow;
        subscriptions = subscriptionsNow;
    }

    @Override
    public void dropped(SlowReaderPolicy policy, long frames) {
        node.dropped(policy).increment((double) frames);
    }

    @Override
    public void gaveUp(GivenUp why) {
        node.gaveUp(why).increment();
    }

    @Override
    public void resumed(boolean recovered) {
        node.resumed(recovered).increment();
    }

    @Override
    public void caughtUp(long frames, long bytes) {
        node.caughtUp.increment((double) frames);
        delivered(frames, bytes);
    }

    @Override
    public void lostPlace() {
        gaveUp(GivenUp.HISTORY);
    }
}
