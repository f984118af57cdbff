package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.Health;
import dev.carillon.loadtest.measure.ProcessWatch.Use;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.run.Messages.Reading;
import dev.carillon.loadtest.run.Messages.Writing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A process that plays its share, as the conductor sees it; belongs to the conductor's loop. A worker that is gone has
 * done with every step at once, and nobody knows what it counted.
 */
final class Worker implements Player {
    private final Plan plan;
    private final Share share;
    private final NetSocket socket;
    private final String laneName;
    private final Map<Integer, Asked<?>> asked = new LinkedHashMap<>();
    private Snapshot last = Snapshot.NOTHING;
    private Use lately = Use.NOTHING;
    private Optional<Health> health = Optional.empty();
    private int asks;
    private boolean gone;

    private record Asked<T>(Reading<T> reading, T otherwise, Promise<T> answer) {

        void answer(DataInputStream in) throws IOException {
            String failure = in.readUTF();
            if (failure.isEmpty()) {
                answer.complete(reading.from(in));
            } else {
                answer.fail(failure);
            }
        }

        void giveUp() {
            answer.complete(otherwise);
        }
    }

    Worker(Plan plan, Share share, NetSocket socket, String laneName) {
        this.plan = plan;
        this.share = share;
        this.socket = socket;
        this.laneName = laneName;
    }

    @Override
    public Future<Void> open() {
        return step(Ask.OPEN, Writing.NOTHING);
    }

    @Override
    public Future<Void> begin(Timetable times) {
        return step(Ask.BEGIN, out -> {
            out.writeLong(times.startNanos());
            out.writeLong(times.measureNanos());
            out.writeLong(times.endNanos());
        });
    }

    @Override
    public Future<int[]> end() {
        return ask(Ask.END, Writing.NOTHING, Messages::readInts, unknown());
    }

    @Override
    public Future<Void> drain(int[] published, long deadlineNanos) {
        return step(Ask.DRAIN, out -> {
            out.writeLong(deadlineNanos);
            Messages.write(published, out);
        });
    }

    @Override
    public void hurry() {
        step(Ask.HURRY, Writing.NOTHING).onFailure(failure -> gone());
    }

    @Override
    public Future<Optional<Tally>> close(int[] published) {
        return ask(Ask.CLOSE, out -> Messages.write(published, out), this::readAll, Optional.empty());
    }

    private Optional<Tally> readAll(DataInputStream in) throws IOException {
        health = Optional.of(Health.read(in));
        return Optional.of(Tally.read(plan.workload(), in));
    }

    @Override
    public Future<Snapshot> snapshot() {
        return ask(Ask.SNAPSHOT, Writing.NOTHING, this::readSnapshot, last);
    }

    private Snapshot readSnapshot(DataInputStream in) throws IOException {
        lately = Use.read(in);
        Snapshot now = Snapshot.read(in);
        // Of one who is gone: nothing is open any more, and nothing is late.
        last = new Snapshot(now.sockets(), now.traffic(), Snapshot.NOTHING.pulse());
        return now;
    }

    @Override
    public Use lately() {
        return gone ? Use.NOTHING : lately;
    }

    @Override
    public Optional<Health> health() {
        return health;
    }

    @Override
    public String laneName() {
        return laneName;
    }

    // ---- the connection to it

    /** An answer came. */
    void hear(DataInputStream in) {
        try {
            Asked<?> answered = asked.remove(in.readInt());
            if (answered != null) {
                answered.answer(in);
            }
        } catch (IOException cutShort) {
            throw new UncheckedIOException(cutShort);
        }
    }

    void gone() {
        gone = true;
        Map<Integer, Asked<?>> left = Map.copyOf(asked);
        asked.clear();
        left.values().forEach(Asked::giveUp);
    }

    private Future<Void> step(Ask kind, Writing body) {
        return ask(kind, body, in -> true, true).mapEmpty();
    }

    private <T> Future<T> ask(Ask kind, Writing body, Reading<T> reading, T otherwise) {
        if (gone) {
            return Future.succeededFuture(otherwise);
        }
        int id = asks++;
        Asked<T> question = new Asked<>(reading, otherwise, Promise.promise());
        asked.put(id, question);
        Consumer<Throwable> lost = failure -> gone();
        socket.write(Messages.message(out -> {
                    out.writeInt(id);
                    out.writeUTF(kind.name());
                    body.to(out);
                }))
                .onFailure(lost::accept);
        return question.answer().future();
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
