package dev.carillon.loadtest.run;

import dev.carillon.lane.Lane;
import dev.carillon.loadtest.client.Clients;
import dev.carillon.loadtest.client.Task;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the tester, with its own lane and clients. After the verticle is deployed, the steps of a run may
 * be requested on any thread. They are executed on the loop.
 */
final class LoadTestVerticle extends VerticleBase implements LoadGenerator {
    private static final long DRAIN_CHECK_NANOS = 20_000_000;

    private final Plan plan;
    private final Share share;
    private final Share among;
    private final Task.Maker tasks;
    /** Null until start(), which ends before another method is called. */
    private @Nullable Parts parts;

    private record Parts(TesterLoop testerLoop, Lane lane, Clients clients) {}

    /**
     * Makes a loop whose clients execute the task that {@code tasks} makes.
     *
     * @param share of this loop among all loops of the run
     * @param among share of this loop among the loops that have the same local addresses, which may be fewer
     */
    LoadTestVerticle(Plan plan, Share share, Share among, Task.Maker tasks) {
        this.plan = plan;
        this.share = share;
        this.among = among;
        this.tasks = tasks;
    }

    @Override
    public Future<?> start() {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        TesterLoop here = new TesterLoop(loop, plan, share, among);
        Lane way = TesterLanes.choose(plan, vertx, loop);
        parts = new Parts(here, way, new Clients(here, way, vertx, tasks));
        way.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        parts().lane().stop();
        return Future.succeededFuture();
    }

    /** Sets by how much the clock of this machine is ahead of the common clock of all machines. */
    Future<Void> setClock(long aheadNanos) {
        return Loops.on(context, () -> {
            parts().testerLoop().clock().set(aheadNanos);
            return Future.succeededFuture();
        });
    }

    // ---- the steps of a run

    @Override
    public Future<Void> open() {
        return Loops.on(context, () -> clients().open());
    }

    @Override
    public Future<Void> begin(Timetable times) {
        return Loops.on(context, () -> {
            clients().begin(times);
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<int[]> end() {
        return Loops.on(context, () -> Future.succeededFuture(clients().end()));
    }

    @Override
    public Future<Void> drain(int[] published, long deadlineNanos) {
        return Loops.on(context, () -> {
            Promise<Void> drained = Promise.promise();
            checkDrained(published, deadlineNanos, drained);
            return drained.future();
        });
    }

    @Override
    public void hurry() {
        if (parts != null) {
            context.runOnContext(now -> clients().hurry());
        }
    }

    @Override
    public Future<Optional<Tally>> close(int[] published) {
        return Loops.on(context, () -> clients().close(published).map(Optional::of));
    }

    @Override
    public Future<Snapshot> snapshot() {
        return Loops.on(context, () -> Future.succeededFuture(clients().snapshot()));
    }

    @Override
    public String laneName() {
        return parts().lane().name();
    }

    private void checkDrained(int[] published, long deadlineNanos, Promise<Void> drained) {
        if (clients().isDrained(published) || System.nanoTime() - deadlineNanos >= 0) {
            drained.complete();
        } else {
            parts().testerLoop().after(DRAIN_CHECK_NANOS, () -> checkDrained(published, deadlineNanos, drained));
        }
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "not deployed");
    }

    private Clients clients() {
        return parts().clients();
    }
}
