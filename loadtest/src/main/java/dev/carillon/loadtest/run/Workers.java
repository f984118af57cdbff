package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Starts the workers of a run, on this machine or at agents, and reports lost workers. Belongs to the conductor's loop.
 */
final class Workers {
    private final Vertx vertx;
    private final Plan plan;
    private final Distribution distribution;
    private final int run;
    private final Consumer<String> onLoss;
    private final WorkerListener listener;
    private final List<WorkerStart> workerStarts = new ArrayList<>();
    private boolean leaving;

    /** Makes an object that calls {@code onLoss} for each worker that is lost before {@link #leave}. */
    Workers(Vertx vertx, Plan plan, Distribution distribution, int run, Consumer<String> onLoss) {
        this.vertx = vertx;
        this.plan = plan;
        this.distribution = distribution;
        this.run = run;
        this.onLoss = onLoss;
        this.listener = new WorkerListener(vertx);
    }

    /** Starts all workers. Completes when all are ready; fails with {@link WorkerLost} if one cannot be started. */
    Future<List<Worker>> gather() {
        List<Share> shares = IntStream.range(0, distribution.processes())
                .mapToObj(index -> new Share(index, distribution.processes()))
                .toList();
        Future<List<Worker>> all = distribution.isHere()
                ? listener.open().compose(open -> Loops.all(shares, this::start))
                : Loops.all(shares, this::startAtAgent);
        return all.recover(cause -> Future.failedFuture(WorkerLost.before(cause)));
    }

    /** Waits for the end of the workers on this machine, and kills late ones. Called on a thread that may wait. */
    void dismiss() {
        workerStarts.forEach(WorkerStart::dismiss);
    }

    /** From now on the end of a worker is not reported. */
    void leave() {
        leaving = true;
        workerStarts.forEach(WorkerStart::leave);
    }

    private void report(String text) {
        if (!leaving) {
            onLoss.accept(text);
        }
    }

    // ---- workers on this machine

    private Future<Worker> start(Share share) {
        String name = name(share);
        Membership membership = new Membership(share, Optional.empty(), run);
        WorkerStart workerStart =
                listener.start(distribution.heapMax(plan), membership, Messages.bytes(out -> Records.write(plan, out)));
        workerStarts.add(workerStart);
        return workerStart
                .arrival()
                .map(arrival -> {
                    workerStart.end().onComplete(ended -> report(name + " " + ended.result()));
                    return new Worker(plan, share, arrival.channel(), arrival.laneName(), Optional.empty());
                })
                .recover(cause -> Future.failedFuture(name + " " + cause.getMessage()));
    }

    private static String name(Share share) {
        return "worker %d of %d".formatted(share.index() + 1, share.parts());
    }

    // ---- workers at agents

    private Future<Worker> startAtAgent(Share share) {
        AgentAddress agent = distribution.agents().get(share.index() / distribution.workers());
        int number = share.index() % distribution.workers();
        WorkerRequest request = new WorkerRequest(
                share,
                new Share(number, distribution.workers()),
                distribution.ofHost(agent, number),
                run,
                distribution.heapMax(plan),
                plan.workload().name());
        String name = distribution.workers() == 1 ? "agent " + agent : name(share) + " at agent " + agent;
        return new AgentLink(vertx, agent, distribution.secret(), text -> report(name + ": " + text))
                .start(plan, request)
                .recover(cause -> Future.failedFuture(name + ": " + cause.getMessage()));
    }
}
