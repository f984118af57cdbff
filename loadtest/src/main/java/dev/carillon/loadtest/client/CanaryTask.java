package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Subscribers that only time their deliveries. The other subscribers count losses and defects. */
public final class CanaryTask extends Task<DeliveryTally> {
    private final Fanout fanout;
    private final PayloadFormat format;
    private final Optional<Envelopes> envelopes;
    private final Stamp stamp = new Stamp();

    /** Creates the task; {@code run} marks the publications that are timed. */
    public CanaryTask(Clients clients, Fanout fanout, int run) {
        super(clients, fanout.topics(), new DeliveryTally(fanout, 1));
        this.fanout = fanout;
        this.format = new PayloadFormat(run, fanout.size(), loop.clock());
        this.envelopes = Envelopes.of(loop.plan().target().dialect(), format, fanout.size());
    }

    @Override
    int topic(int client) {
        return fanout.topicOf(client);
    }

    @Override
    int turn(int client) {
        return fanout.turnOf(client);
    }

    @Override
    void onMessage(Connection connection, ByteBuffer message) {
        received++;
        envelopes.ifPresent(around -> around.open(message));
        if (format.read(message, stamp) == PayloadFormat.Reading.OURS && isMeasured(stamp.intendedNanos())) {
            tally.time(stamp, System.nanoTime(), 0);
        }
    }
}
