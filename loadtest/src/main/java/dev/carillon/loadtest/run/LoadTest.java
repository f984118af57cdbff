package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Report;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** A load test from its plan to its report, with a Vert.x of its own. */
public final class LoadTest {
    private LoadTest() {}

    /** Runs it and waits for its end; called by a thread that has nothing else to do. */
    public static Report run(Plan plan, Screen screen) {
        // One loop more than the plan has, for the conductor: nothing that is measured waits for the screen.
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(plan.loops() + 1));
        Future<Report> report = Future.future(promise -> vertx.runOnContext(
                now -> new Conductor(vertx, plan, screen).run().onComplete(promise)));
        return report.eventually(vertx::close).await();
    }
}
