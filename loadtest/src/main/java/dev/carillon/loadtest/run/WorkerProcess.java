package dev.carillon.loadtest.run;

import dev.carillon.loadtest.client.Task;
import dev.carillon.loadtest.measure.ProcessHealth;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The worker's own side: leads the loops of its process through the steps that its parent requests, and ends when the
 * connection to the parent ends. Belongs to a loop that carries no connections to the server.
 */
public final class WorkerProcess {
    private final Vertx vertx;
    /** This reference is necessary: Vert.x closes a client that is not referenced, and its sockets. */
    private final NetClient client;

    private final Membership membership;
    private final ProcessWatch process = new ProcessWatch();
    private final List<LoadTestVerticle> loops;

    private WorkerProcess(Vertx vertx, Plan plan, Membership membership) {
        this.vertx = vertx;
        this.client = vertx.createNetClient();
        this.membership = membership;
        Share share = membership.share();
        Share among = membership.among();
        this.loops = IntStream.range(0, plan.loops())
                .mapToObj(loop -> new LoadTestVerticle(
                        plan,
                        part(share, loop, plan.loops()),
                        part(among, loop, plan.loops()),
                        Task.ofPlan(membership.run())))
                .toList();
    }

    /** The share of a loop. The shares of the loops of a process are adjacent, so together they are its share. */
    private static Share part(Share share, int loop, int loops) {
        return new Share(share.index() * loops + loop, share.parts() * loops);
    }

    /** Works until the connection to the parent ends. Called on a thread that may wait. */
    public static void work(Plan plan, Membership membership) {
        Vertx vertx = Loops.vertx(plan.loops() + 1);
        WorkerProcess workerProcess = new WorkerProcess(vertx, plan, membership);
        Loops.on(vertx.getOrCreateContext(), workerProcess::begin).await();
    }

    private Future<Void> begin() {
        return Loops.all(loops, vertx::deployVerticle)
                .compose(deployed -> client.connect(membership.port(), "127.0.0.1"))
                .compose(socket -> ChannelHandshake.connect(
                        vertx, socket, Secret.of("the parent", membership.secret()), WorkerListener.PATIENCE))
                .compose(channel -> {
                    channel.serve(this::answer);
                    return channel.ended();
                });
    }

    private Future<Writing> answer(Request ask, DataInputStream in) throws IOException {
        return switch (ask) {
            case START, CLOCK -> throw new IllegalArgumentException(ask + " is for an agent");
            case JOIN ->
                Future.succeededFuture(out -> Records.write(
                        new WorkerListener.Joining(
                                membership.number(),
                                System.nanoTime(),
                                loops.getFirst().laneName()),
                        out));
            case SET_CLOCK -> {
                long ahead = in.readLong();
                yield Loops.all(loops, loop -> loop.setClock(ahead)).map(Writing.NOTHING);
            }
            case OPEN -> Loops.all(loops, LoadTestVerticle::open).map(Writing.NOTHING);
            case BEGIN -> begin(Records.read(Timetable.class, in));
            case END -> end();
            case DRAIN -> drain(in.readLong(), Messages.readInts(in));
            case HURRY -> {
                loops.forEach(LoadTestVerticle::hurry);
                yield Future.succeededFuture(Writing.NOTHING);
            }
            case CLOSE -> close(Messages.readInts(in));
            case SNAPSHOT -> snapshot();
        };
    }

    private Future<Writing> begin(Timetable times) {
        long warm = TimeUnit.NANOSECONDS.toMillis(times.measureNanos() - System.nanoTime());
        vertx.setTimer(Math.max(1, warm), measuring -> process.begin());
        return Loops.all(loops, loop -> loop.begin(times)).map(Writing.NOTHING);
    }

    private Future<Writing> end() {
        process.end();
        return Loops.all(loops, LoadTestVerticle::end).map(Conductor::sum).map(sum -> out -> Messages.write(sum, out));
    }

    private Future<Writing> drain(long deadlineNanos, int[] published) {
        return Loops.all(loops, loop -> loop.drain(published, deadlineNanos)).map(Writing.NOTHING);
    }

    private Future<Writing> close(int[] published) {
        return Loops.all(loops, loop -> loop.close(published)).map(tallies -> out -> {
            Tally all = Conductor.together(
                    tallies.stream().flatMap(Optional::stream).toList());
            Records.write(new ProcessHealth(process.use(), Runtime.getRuntime().totalMemory()), out);
            all.write(out);
        });
    }

    private Future<Writing> snapshot() {
        return Loops.all(loops, LoadTestVerticle::snapshot)
                .map(all -> all.stream().reduce(Snapshot.NOTHING, Snapshot::plus))
                .map(now -> out -> {
                    Records.write(process.look(), out);
                    Records.write(now, out);
                });
    }
}
