package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Report;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** A load test from its plan to its report, with its own Vert.x. */
public final class LoadTest {
    private final Vertx vertx;
    private final Context context;
    private final Conductor conductor;

    /** A load test in this process only. */
    public LoadTest(Plan plan, Screen screen) {
        this(plan, Distribution.ALONE, Optional.empty(), screen);
    }

    /**
     * A load test with this process and others.
     *
     * @param server measures the resources of the server, if it runs on this machine
     */
    public LoadTest(Plan plan, Distribution distribution, Optional<ServerWatch> server, Screen screen) {
        // In addition to the loops with connections, there is one for the conductor, so that no measurement waits for
        // the screen, and one for canaries, so that they do not wait for another loop.
        int loops = (distribution.isAlone() ? plan.loops() : 0) + 1;
        this.vertx = Loops.vertx(loops + 1);
        this.context = vertx.getOrCreateContext();
        this.conductor = new Conductor(vertx, plan, distribution, server, screen);
    }

    /** Runs a load test in this process and waits for its end. Called on a thread that may wait. */
    public static Report run(Plan plan, Screen screen) {
        return new LoadTest(plan, screen).run();
    }

    /** Runs the load test and waits for its end. Called once, on a thread that may wait. */
    public Report run() {
        try {
            return Loops.on(context, conductor::run).eventually(vertx::close).await();
        } finally {
            conductor.dismiss();
        }
    }

    /**
     * Ends the run early. The report has the figures up to now, and connections are dropped without a close frame. Has
     * no effect after the run has ended. May be called on any thread.
     */
    public void endEarly() {
        try {
            context.runOnContext(now -> conductor.endEarly());
        } catch (RejectedExecutionException ended) {
            // The run has ended before this call, and with it its loops.
        }
    }
}
