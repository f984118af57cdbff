package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Subscribers that only time what they receive; what is lost or changed the others find out. */
public final class CanaryTask implements Task {
    private final Roster roster;
    private final Fanout fanout;
    private final Requests requests;
    private final PayloadFormat format;
    private final Optional<Envelopes> envelopes;
    private final DeliveryTally tally;
    private final Stamp stamp = new Stamp();
    private @Nullable Timetable timetable;
    private long received;

    /** Of the publications that belong to that {@code run}. */
    public CanaryTask(Station station, Fanout fanout, int run) {
        Target target = station.plan().target();
        this.roster = station.roster();
        this.fanout = fanout;
        this.requests = Requests.of(station, fanout.topics());
        this.format = new PayloadFormat(run, fanout.size(), station.clock());
        this.envelopes =
                target.dialect().wraps() ? Optional.of(new Envelopes(format, fanout.size())) : Optional.empty();
        this.tally = new DeliveryTally(fanout, 1);
    }

    @Override
    public ClientRequest request(int client) {
        return requests.of(client, topic(client));
    }

    @Override
    public int topic(int client) {
        return fanout.topicOf(client);
    }

    @Override
    public int turn(int client) {
        return fanout.turnOf(client);
    }

    @Override
    public void onMessage(Connection connection, ByteBuffer message) {
        received++;
        envelopes.ifPresent(around -> around.open(message));
        boolean ours = format.read(message, stamp) == PayloadFormat.Reading.OURS;
        if (ours && timetable != null && timetable.isMeasured(stamp.intendedNanos())) {
            tally.time(stamp, System.nanoTime(), 0);
        }
    }

    @Override
    public void begin(Timetable times) {
        timetable = times;
    }

    @Override
    public boolean isDeserted() {
        return roster.openCount() == 0;
    }

    @Override
    public WorkTally conclude(int[] published) {
        return tally;
    }

    @Override
    public Histogram latencies(KeepAliveTally keepAlives) {
        return tally.fromIntended;
    }

    @Override
    public long received() {
        return received;
    }
}
