package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ClockEstimate;
import dev.carillon.loadtest.measure.ProcessHealth;
import dev.carillon.loadtest.measure.ProcessWatch.Use;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A process that generates its share of the load, as the conductor sees it; belongs to the conductor's loop. A worker
 * that is gone completes every step at once, and what it counted is not known.
 */
final class Worker implements LoadGenerator {
    private final Plan plan;
    private final Share share;
    private final Channel channel;
    private final String laneName;
    private final Optional<Place> place;
    private Snapshot last = Snapshot.NOTHING;
    private Use lately = Use.NOTHING;
    private Optional<ProcessHealth> health = Optional.empty();

    /**
     * Its machine, if it is another one.
     *
     * @param agent its name
     * @param clock that machine's, as far as it is known
     */
    record Place(String agent, ClockEstimate clock) {}

    /** On this machine, or at {@code place}. */
    Worker(Plan plan, Share share, Channel channel, String laneName, Optional<Place> place) {
        this.plan = plan;
        this.share = share;
        this.channel = channel;
        this.laneName = laneName;
        this.place = place;
    }

    @Override
    public Future<Void> open() {
        return channel.step(Request.OPEN, Writing.NOTHING);
    }

    @Override
    public Future<Void> begin(Timetable times) {
        place.ifPresent(elsewhere -> elsewhere.clock().begin());
        Timetable theirs =
                new Timetable(there(times.startNanos()), there(times.measureNanos()), there(times.endNanos()));
        return channel.step(Request.BEGIN, out -> Records.write(theirs, out));
    }

    @Override
    public Future<int[]> end() {
        return channel.ask(Request.END, Writing.NOTHING, Messages::readInts, unknown());
    }

    @Override
    public Future<Void> drain(int[] published, long deadlineNanos) {
        return channel.step(Request.DRAIN, out -> {
            out.writeLong(there(deadlineNanos));
            Messages.write(published, out);
        });
    }

    @Override
    public void hurry() {
        channel.step(Request.HURRY, Writing.NOTHING).onFailure(failure -> channel.end());
    }

    @Override
    public Future<Optional<Tally>> close(int[] published) {
        return channel.ask(Request.CLOSE, out -> Messages.write(published, out), this::readAll, Optional.empty());
    }

    private Optional<Tally> readAll(DataInputStream in) throws IOException {
        ProcessHealth told = Records.read(ProcessHealth.class, in);
        health = Optional.of(place.map(elsewhere -> told.at(new ProcessHealth.Elsewhere(
                        elsewhere.agent(), elsewhere.clock().worstErrorNanos())))
                .orElse(told));
        return Optional.of(Tally.read(plan.workload(), in));
    }

    @Override
    public Future<Snapshot> snapshot() {
        return channel.ask(Request.SNAPSHOT, Writing.NOTHING, this::readSnapshot, last);
    }

    private Snapshot readSnapshot(DataInputStream in) throws IOException {
        lately = Records.read(Use.class, in);
        Snapshot now = Records.read(Snapshot.class, in);
        // For a worker that is gone: no connections are open, and nothing is late.
        last = new Snapshot(now.sockets(), now.traffic(), Snapshot.NOTHING.pulse(), now.deserted());
        return now;
    }

    @Override
    public Use lately() {
        return channel.isClosed() ? Use.NOTHING : lately;
    }

    @Override
    public Optional<ProcessHealth> health() {
        return health;
    }

    @Override
    public String laneName() {
        return laneName;
    }

    /** A time of ours as the worker's machine has it. */
    private long there(long ourNanos) {
        return ourNanos
                + place.map(elsewhere -> elsewhere.clock().offsetNanos()).orElse(0L);
    }

    /** The publications of this worker's publishers. */
    private int[] unknown() {
        int publishers = plan.workload() instanceof Workload.Fanout fanout ? fanout.publishers() : 0;
        int[] published = new int[publishers];
        int first = share.first(publishers);
        Arrays.fill(published, first, first + share.count(publishers), Integer.MIN_VALUE);
        return published;
    }
}
