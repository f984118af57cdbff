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
 * The conductor's side of a worker, which is a process that generates a share of the load. If the worker is lost, every
 * step ends at once, and its tally is unknown. Belongs to the conductor's loop.
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
     * The machine of a worker, if it is not this machine.
     *
     * @param agent host and port of its agent
     * @param clock estimated offset of its clock
     */
    record Place(String agent, ClockEstimate clock) {}

    /** Makes a worker on this machine, or on the machine of {@code place}. */
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
        // If the worker is lost, the next snapshots have these counts, and no latencies or lateness.
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

    /** Converts a time of this machine to the clock of the worker's machine. */
    private long there(long ourNanos) {
        return ourNanos
                + place.map(elsewhere -> elsewhere.clock().offsetNanos()).orElse(0L);
    }

    /** The answer of a lost worker to {@link #end}: the numbers of its publishers are below 0, which is unknown. */
    private int[] unknown() {
        int publishers = plan.workload() instanceof Workload.Fanout fanout ? fanout.publishers() : 0;
        int[] published = new int[publishers];
        int first = share.first(publishers);
        Arrays.fill(published, first, first + share.count(publishers), Integer.MIN_VALUE);
        return published;
    }
}
