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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the tester, with its own lane and clients. The steps of a run may be called from any thread, once
 * the verticle is deployed; they are made on the loop.
 */
final class LoadTestVerticle extends VerticleBase implements LoadGenerator {
    private static final long DRAIN_CHECK_NANOS = 20_000_000;

    private final Plan plan;
    private final Share share;
    private final Share among;
    private final Task.Maker tasks;
    // Both made by start(), before another can call.
    private @Nullable TesterLoop testerLoop;
    private @Nullable Lane lane;
    private @Nullable Clients clients;

    /** The number of the {@code run} tells its publications from those of others. */
    LoadTestVerticle(Plan plan, Share share, int run) {
        this(plan, share, share, run);
    }

    /** As the other one, where not all loops of the run have the same local addresses. */
    LoadTestVerticle(Plan plan, Share share, Share among, int run) {
        this(plan, share, among, Task.ofPlan(run));
    }

    /** The clients execute the task that {@code tasks} makes. */
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
        testerLoop = here;
        lane = way;
        clients = new Clients(here, way, vertx, tasks);
        way.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        lane().stop();
        return Future.succeededFuture();
    }

    /** From now on the clock of this machine counts as so far ahead of the one that all machines of the run share. */
    Future<Void> setClock(long aheadNanos) {
        return onLoop(() -> {
            testerLoop().clock().set(aheadNanos);
            return Future.succeededFuture();
        });
    }

    // ---- the steps of a run

    @Override
    public Future<Void> open() {
        return onLoop(() -> clients().open());
    }

    @Override
    public Future<Void> begin(Timetable times) {
        return onLoop(() -> {
            clients().begin(times);
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<int[]> end() {
        return onLoop(() -> Future.succeededFuture(clients().end()));
    }

    @Override
    public Future<Void> drain(int[] published, long deadlineNanos) {
        return onLoop(() -> {
            Promise<Void> drained = Promise.promise();
            checkDrained(published, deadlineNanos, drained);
            return drained.future();
        });
    }

    @Override
    public void hurry() {
        if (clients != null) {
            context.runOnContext(now -> clients().hurry());
        }
    }

    @Override
    public Future<Optional<Tally>> close(int[] published) {
        return onLoop(() -> clients().close(published).map(Optional::of));
    }

    @Override
    public Future<Snapshot> snapshot() {
        return onLoop(() -> Future.succeededFuture(clients().snapshot()));
    }

    @Override
    public String laneName() {
        return lane().name();
    }

    private void checkDrained(int[] published, long deadlineNanos, Promise<Void> drained) {
        if (clients().isDrained(published) || System.nanoTime() - deadlineNanos >= 0) {
            drained.complete();
        } else {
            testerLoop().after(DRAIN_CHECK_NANOS, () -> checkDrained(published, deadlineNanos, drained));
        }
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> {
            try {
                step.get().onComplete(promise);
            } catch (RuntimeException failure) {
                promise.fail(failure);
            }
        });
        return promise.future();
    }

    private TesterLoop testerLoop() {
        return Objects.requireNonNull(testerLoop, "not deployed");
    }

    private Lane lane() {
        return Objects.requireNonNull(lane, "not deployed");
    }

    private Clients clients() {
        return Objects.requireNonNull(clients, "not deployed");
    }
}
