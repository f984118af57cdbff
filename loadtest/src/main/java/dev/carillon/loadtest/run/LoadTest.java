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

    /** All in this process. */
    public LoadTest(Plan plan, Screen screen) {
        this(plan, Distribution.ALONE, Optional.empty(), screen);
    }

    /** By this process and others, watching the {@code server} meanwhile where that is possible. */
    public LoadTest(Plan plan, Distribution distribution, Optional<ServerWatch> server, Screen screen) {
        // One loop more than carry connections, for the conductor: nothing that is measured waits for the screen. And
        // one for canaries, which wait for no other loop.
        int loops = (distribution.isAlone() ? plan.loops() : 0) + 1;
        this.vertx = Loops.vertx(loops + 1);
        this.context = vertx.getOrCreateContext();
        this.conductor = new Conductor(vertx, plan, distribution, server, screen);
    }

    /** Runs it and waits for its end; called once, by a thread that has nothing else to do. */
    public static Report run(Plan plan, Screen screen) {
        return new LoadTest(plan, screen).run();
    }

    /** As the other one. */
    public Report run() {
        try {
            return Loops.on(context, conductor::run).eventually(vertx::close).await();
        } finally {
            conductor.dismiss();
        }
    }

    /**
     * Has the run end now instead of at its time: what is known until now is its report, and connections are dropped
     * instead of closed. Nothing, when it has ended. May be called from any thread.
     */
    public void endEarly() {
        try {
            context.runOnContext(now -> conductor.endEarly());
        } catch (RejectedExecutionException ended) {
            // By itself, and its loops with it.
        }
    }
}
