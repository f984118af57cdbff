package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.Health;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The worker's own side: leads the loops of its process through the steps that its parent asks for, and ends with the
 * connection to it. Works on a loop that carries no connections.
 */
public final class WorkerProcess {
    private final Vertx vertx;
    /** Held here: Vert.x closes a client that nobody holds, and its sockets. */
    private final NetClient client;

    private final Membership membership;
    private final ProcessWatch process = new ProcessWatch();
    private final List<LoadTestVerticle> loops;
    private final Promise<Void> dismissed = Promise.promise();

    private WorkerProcess(Vertx vertx, Plan plan, Membership membership) {
        this.vertx = vertx;
        this.client = vertx.createNetClient();
        this.membership = membership;
        Share share = membership.share();
        Share seat = membership.among();
        this.loops = IntStream.range(0, plan.loops())
                .mapToObj(loop -> new LoadTestVerticle(
                        plan, part(share, loop, plan.loops()), part(seat, loop, plan.loops()), membership.run()))
                .toList();
    }

    /** Loops of one process stand together, so that its share is theirs. */
    private static Share part(Share share, int loop, int loops) {
        return new Share(share.index() * loops + loop, share.parts() * loops);
    }

    /** Works until the parent is gone, and waits for that. */
    public static void work(Plan plan, Membership membership) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(plan.loops() + 1));
        Context context = vertx.getOrCreateContext();
        WorkerProcess workerProcess = new WorkerProcess(vertx, plan, membership);
        Future<Void> end = Future.future(
                promise -> context.runOnContext(now -> workerProcess.begin().onComplete(promise)));
        end.await();
    }

    private Future<Void> begin() {
        return Conductor.all(loops, vertx::deployVerticle)
                .compose(deployed -> client.connect(membership.port(), "127.0.0.1"))
                .compose(this::introduce);
    }

    private Future<Void> introduce(NetSocket socket) {
        socket.closeHandler(closed -> dismissed.tryComplete());
        Messages.hear(socket, message -> hear(socket, Messages.in(message)));
        return socket.write(Messages.message(out -> {
                    out.writeUTF(membership.secret());
                    out.writeLong(System.nanoTime());
                    out.writeUTF(loops.getFirst().laneName());
                }))
                .compose(introduced -> dismissed.future());
    }

    private void hear(NetSocket socket, DataInputStream in) {
        try {
            int id = in.readInt();
            Future<Writing> answer = answer(Request.valueOf(in.readUTF()), in);
            answer.transform(done -> socket.write(Messages.message(out -> {
                        out.writeInt(id);
                        out.writeUTF(done.succeeded() ? "" : String.valueOf(done.cause()));
                        if (done.succeeded()) {
                            done.result().to(out);
                        }
                    })))
                    .onFailure(gone -> dismissed.tryComplete());
        } catch (IOException cutShort) {
            throw new UncheckedIOException(cutShort);
        }
    }

    private Future<Writing> answer(Request ask, DataInputStream in) throws IOException {
        return switch (ask) {
            case PLAY, CLOCK -> Future.failedFuture(ask + " is for the agent");
            case SET_CLOCK -> {
                long ahead = in.readLong();
                yield Conductor.all(loops, loop -> loop.setClock(ahead)).map(Writing.NOTHING);
            }
            case OPEN -> Conductor.all(loops, LoadTestVerticle::open).map(Writing.NOTHING);
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
        return Conductor.all(loops, loop -> loop.begin(times)).map(Writing.NOTHING);
    }

    private Future<Writing> end() {
        process.end();
        return Conductor.all(loops, LoadTestVerticle::end)
                .map(Conductor::sum)
                .map(sum -> out -> Messages.write(sum, out));
    }

    private Future<Writing> drain(long deadlineNanos, int[] published) {
        return Conductor.all(loops, loop -> loop.drain(published, deadlineNanos))
                .map(Writing.NOTHING);
    }

    private Future<Writing> close(int[] published) {
        return Conductor.all(loops, loop -> loop.close(published)).map(tallies -> out -> {
            Tally all = Conductor.together(
                    tallies.stream().flatMap(Optional::stream).toList());
            Records.write(new Health(process.use(), Runtime.getRuntime().totalMemory()), out);
            all.write(out);
        });
    }

    private Future<Writing> snapshot() {
        return Conductor.all(loops, LoadTestVerticle::snapshot)
                .map(all -> all.stream().reduce(Snapshot.NOTHING, Snapshot::plus))
                .map(now -> out -> {
                    Records.write(process.look(), out);
                    Records.write(now, out);
                });
    }
}
