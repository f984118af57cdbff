package dev.carillon.metrics;

import static dev.carillon.metrics.CarillonMeters.sum;
import static java.util.stream.Collectors.toMap;

import dev.carillon.admission.AdmissionMeters;
import dev.carillon.admission.RefusalReason;
import dev.carillon.auth.Denial;
import dev.carillon.catchup.CatchUpMeters;
import dev.carillon.door.DoorMeters;
import dev.carillon.endpoint.EndpointMeters;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.Connection;
import dev.carillon.lane.LaneMeters;
import dev.carillon.outbox.DisconnectReason;
import dev.carillon.websocket.CloseCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** Adds the reports of the rooms of one loop to the meters of the node. Belongs to that loop. */
public final class LoopMeters
        implements HubMeters, LaneMeters, CatchUpMeters, EndpointMeters, AdmissionMeters, DoorMeters {
    private static final long NANOS_PER_MICRO = 1000;
    private static final long FAN_OUT_MICROS_MAX = 60_000_000;
    private static final int FAN_OUT_DIGITS = 2;

    private final CarillonMeters node;
    private final Counter published;
    private final Timer late;
    private final Sum.Part connections;
    private final Sum.Part eventStreams;
    private final Sum.Part catchingUp;
    private final Sum.Part topics;
    private final Sum.Part subscriptions;
    private final Map<Level, Sum.Part> used;
    private final Map<Level, Sum.Part> limits;

    /** Records times to the last write in microseconds; null while nothing reads them. */
    private volatile @Nullable SingleWriterRecorder fanOut;

    LoopMeters(CarillonMeters node, Counter published, Timer late) {
        this.node = node;
        this.published = published;
        this.late = late;
        connections = node.connections.newPart();
        eventStreams = node.eventStreams.newPart();
        catchingUp = node.catchingUp.newPart();
        topics = node.topics.newPart();
        subscriptions = node.subscriptions.newPart();
        used = parts(node.used);
        limits = parts(node.limits);
    }

    private static Map<Level, Sum.Part> parts(Map<Level, Sum> sums) {
        return sums.keySet().stream()
                .collect(toMap(level -> level, level -> sum(sums, level).newPart()));
    }

    @Override
    public void handshakeRefused(int status) {
        node.handshakesRefused(status).increment();
    }

    @Override
    public void denied(Denial why) {
        node.denied.increment(why);
    }

    @Override
    public void refused(RefusalReason why) {
        node.turnedAway.increment(why);
    }

    @Override
    public void opened() {
        node.handshakesAccepted.increment();
        connections.add(1);
    }

    @Override
    public void closed(Connection connection, CloseCause cause, int code) {
        ended(cause);
    }

    private void ended(CloseCause cause) {
        node.closed.increment(cause);
        connections.add(-1);
    }

    @Override
    public void streamOpened() {
        eventStreams.add(1);
        opened();
    }

    @Override
    public void streamClosed(Connection connection, CloseCause cause) {
        eventStreams.add(-1);
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

    /** Sets whether times to the last write are recorded for {@link #addFanOut}, which takes about 20 kB. */
    public void recordFanOut(boolean wanted) {
        if (wanted != (fanOut != null)) {
            fanOut = wanted ? new SingleWriterRecorder(FAN_OUT_MICROS_MAX, FAN_OUT_DIGITS) : null;
        }
    }

    /** Adds the microseconds that were recorded since the last call. Any thread may call it, but only one at a time. */
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
    public void late(long nanos) {
        late.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void waiting(long bytes) {
        part(used, Level.OUTBOX_BYTES).tell(bytes);
    }

    @Override
    public void catchingUp(long connectionsNow) {
        catchingUp.tell(connectionsNow);
    }

    /** Sets the numbers of this loop; called at intervals. */
    public void audience(long topicsNow, long subscriptionsNow) {
        topics.tell(topicsNow);
        subscriptions.tell(subscriptionsNow);
    }

    /** Sets the present amount of a quantity on this loop, and its limit; called at intervals. */
    public void level(Level level, long usedNow, long limitNow) {
        part(used, level).tell(usedNow);
        limit(level, limitNow);
    }

    /** Sets the limit of a quantity whose amount is reported separately. */
    public void limit(Level level, long limitNow) {
        part(limits, level).tell(limitNow);
    }

    private static Sum.Part part(Map<Level, Sum.Part> parts, Level level) {
        return Objects.requireNonNull(parts.get(level));
    }

    @Override
    public void dropped(SlowReaderPolicy policy, long frames) {
        node.dropped.increment(policy, frames);
    }

    @Override
    public void disconnected(DisconnectReason why) {
        node.disconnected.increment(why);
    }

    @Override
    public void resumed(boolean recovered) {
        node.resumed.increment(recovered);
    }

    @Override
    public void caughtUp(long frames, long bytes) {
        node.caughtUp.increment((double) frames);
        delivered(frames, bytes);
    }

    @Override
    public void lostPosition() {
        disconnected(DisconnectReason.HISTORY);
    }
}
