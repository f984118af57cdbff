package dev.carillon.bus;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Runs tasks on one loop. Any thread may call it. */
final class LoopAlarm implements Conflation.Alarm {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final Context context;

    LoopAlarm(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    @Override
    public void in(long nanos, Runnable task) {
        context.runOnContext(now -> {
            if (nanos <= 0) {
                task.run();
            } else {
                vertx.setTimer(Math.ceilDiv(nanos, NANOS_PER_MILLI), over -> task.run());
            }
        });
    }
}
