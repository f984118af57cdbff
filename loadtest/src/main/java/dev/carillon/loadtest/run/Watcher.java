package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Progress;
import dev.carillon.loadtest.report.Row;
import dev.carillon.loadtest.report.RunEnd;
import dev.carillon.loadtest.report.Timeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Takes a snapshot of a run every second until it ends, for the timeline and the screen. Belongs to the conductor's
 * loop.
 */
final class Watcher {
    private static final long PAUSE_MILLIS = 1000;

    /** The number of snapshots, one a second, for each line in a file. */
    private static final int LOOKS_PER_LINE = 5;

    private final Vertx vertx;
    private final Screen screen;
    private final ProcessWatch process;
    private final Progress progress;
    private final Timeline timeline = new Timeline(System.nanoTime());
    private List<? extends LoadGenerator> generators = List.of();
    private Progress.Step step = Progress.Step.CONNECTING;
    private long timer;
    private Runnable onDeserted = () -> {};
    private int looks;
    private boolean looking;

    Watcher(Vertx vertx, Screen screen, Plan plan, ProcessWatch process) {
        this.vertx = vertx;
        this.screen = screen;
        this.process = process;
        this.progress = new Progress(plan);
    }

    /**
     * Begins to take snapshots. Calls {@code deserted} for each snapshot of the workload in which nothing is left to
     * measure.
     */
    void begin(List<? extends LoadGenerator> watched, Runnable deserted) {
        generators = watched;
        onDeserted = deserted;
        timer = vertx.setPeriodic(
                PAUSE_MILLIS,
                tick -> look().onFailure(cause -> screen.say("a loop did not answer: " + cause.getMessage())));
    }

    void measuresFrom(long nanos) {
        timeline.measuresFrom(nanos);
    }

    void step(Progress.Step next) {
        step = next;
    }

    /** Takes no more snapshots, and erases the progress on the screen. */
    void stop() {
        vertx.cancelTimer(timer);
        screen.clear();
    }

    /** Takes the last snapshot, with which the timeline is complete. */
    Future<Timeline> end() {
        stop();
        return snapshot().map(now -> {
            add(now);
            return timeline;
        });
    }

    /**
     * Takes a snapshot, unless the last one is not complete because a loop is too busy to answer. The next row of the
     * timeline then covers more than a second.
     */
    private Future<?> look() {
        if (looking) {
            return Future.succeededFuture();
        }
        looking = true;
        return snapshot().onComplete(answered -> looking = false).onSuccess(now -> {
            show(now, add(now));
            if (now.deserted() && isUnderWay()) {
                onDeserted.run();
            }
        });
    }

    private boolean isUnderWay() {
        return switch (step) {
            case WARMING, MEASURING -> true;
            case CONNECTING, DRAINING, CLOSING -> false;
        };
    }

    /** The end of a run in which nothing is left to measure now. */
    RunEnd.Deserted deserted() {
        return new RunEnd.Deserted(System.nanoTime() - timeline.beganNanos(), step == Progress.Step.MEASURING);
    }

    Future<Snapshot> snapshot() {
        return Loops.all(generators, LoadGenerator::snapshot)
                .map(snapshots -> snapshots.stream().reduce(Snapshot.NOTHING, Snapshot::plus));
    }

    private Row add(Snapshot now) {
        return timeline.add(step, System.nanoTime(), now, use());
    }

    /** The resources of this process and of all other processes of the run, since the last call. */
    private ProcessWatch.Use use() {
        return generators.stream().map(LoadGenerator::lately).reduce(process.look(), ProcessWatch.Use::plus);
    }

    private void show(Snapshot now, Row row) {
        looks++;
        if (screen.isTerminal()) {
            screen.draw(progress.lines(now, row, screen.width()));
        } else if (looks % LOOKS_PER_LINE == 0) {
            screen.say(progress.line(now, row));
        }
    }
}
