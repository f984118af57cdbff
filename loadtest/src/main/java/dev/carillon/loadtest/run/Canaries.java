package dev.carillon.loadtest.run;

import dev.carillon.loadtest.client.CanaryTask;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * A few subscribers on a loop of their own, which has nothing else to do: what they measure is not delayed by a tester whose
 * loops are busy. They come when all others are there, so that a server which serves its subscribers in the order in which
 * they came has them wait for longest. Belongs to the conductor's loop.
 */
final class Canaries {
    private static final int[] NOTHING_PUBLISHED = {};

    private final LoadTestVerticle loop;

    private Canaries(LoadTestVerticle loop) {
        this.loop = loop;
    }

    /** Those that the plan asks for. */
    static Optional<Canaries> of(Plan plan, int run) {
        if (!(plan.workload() instanceof Fanout fanout) || fanout.canaries() == 0) {
            return Optional.empty();
        }
        Share all = new Share(0, 1);
        LoadTestVerticle loop = new LoadTestVerticle(
                plan.forCanaries(fanout.canaries()),
                all,
                all,
                (clients, vertx) -> new CanaryTask(clients, fanout, run));
        return Optional.of(new Canaries(loop));
    }

    Future<?> deploy(Vertx vertx) {
        return vertx.deployVerticle(loop);
    }

    Future<Void> open() {
        return loop.open();
    }

    Future<Void> begin(Timetable times) {
        return loop.begin(times);
    }

    Future<?> end() {
        return loop.end();
    }

    void hurry() {
        loop.hurry();
    }

    Future<Optional<Tally>> close() {
        return loop.close(NOTHING_PUBLISHED);
    }
}
