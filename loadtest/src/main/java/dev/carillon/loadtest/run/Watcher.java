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

    /** In a file that is read later, a line every so many seconds. */
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

    /** Tells {@code deserted} when a look finds that nothing is left to measure; it may find that again. */
    void begin(List<? extends LoadGenerator> watched, Runnable deserted) {
        generators = watched;
        onDeserted = deserted;
        timer = vertx.setPeriodic(
                PAUSE_MILLIS,
                tick -> look().onFailure(cause -> screen.say("no word from a loop: " + cause.getMessage())));
    }

    void measuresFrom(long nanos) {
        timeline.measuresFrom(nanos);
    }

    void step(Progress.Step next) {
        step = next;
    }

    /** Looks no more, and leaves the screen as it was. */
    void stop() {
        vertx.cancelTimer(timer);
        screen.clear();
    }

    /** Looks a last time, so that the timeline is complete. */
    Future<Timeline> end() {
        stop();
        return snapshot().map(now -> {
            add(now);
            return timeline;
        });
    }

    /** A loop that has no time to answer is not asked again meanwhile: its row becomes longer than a second. */
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

    /** How the run that is watched ended when nothing was left to measure. */
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

    /** For this process and all other processes of the run. */
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
