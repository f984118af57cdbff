package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.report.Progress;
import io.vertx.core.Vertx;
import java.util.List;

/** Shows how far a run is, again and again until it ends. Belongs to the conductor's loop. */
final class Watcher {
    private final Vertx vertx;
    private final Screen screen;
    private final int sockets;
    private final Progress progress = new Progress(System.nanoTime());
    private List<LoadTestVerticle> loops = List.of();
    private Progress.Step step = Progress.Step.CONNECTING;
    private long timer;

    Watcher(Vertx vertx, Screen screen, int sockets) {
        this.vertx = vertx;
        this.screen = screen;
        this.sockets = sockets;
    }

    void begin(List<LoadTestVerticle> watched) {
        loops = watched;
        timer = vertx.setPeriodic(Progress.pause(screen.isTerminal()).toMillis(), tick -> look());
    }

    void step(Progress.Step next) {
        step = next;
    }

    void end() {
        vertx.cancelTimer(timer);
        screen.clear();
    }

    private void look() {
        Conductor.all(loops, LoadTestVerticle::snapshot)
                .map(snapshots -> snapshots.stream().reduce(Snapshot.NOTHING, Snapshot::plus))
                .onSuccess(now -> screen.show(progress.line(step, now, System.nanoTime(), sockets)))
                .onFailure(cause -> screen.show("no word from a loop: " + cause.getMessage()));
    }
}
