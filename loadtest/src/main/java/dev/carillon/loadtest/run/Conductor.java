package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.report.Progress.Step;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Timeline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Leads all loops of the tester through the steps of one run. Its own work is on a loop that carries no connections. */
final class Conductor {
    /** Long enough for a server to have subscribed those whom it has just let in. */
    private static final Duration SETTLE = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Plan plan;
    private final Watcher watcher;
    private final ProcessWatch process = new ProcessWatch();
    private final List<LoadTestVerticle> loops;
    private final Promise<Void> cut = Promise.promise();
    private long measuredNanos;

    Conductor(Vertx vertx, Plan plan, Screen screen) {
        int run = RandomGenerator.getDefault().nextInt();
        this.vertx = vertx;
        this.plan = plan;
        this.watcher = new Watcher(vertx, screen, plan, process);
        this.loops = IntStream.range(0, plan.loops())
                .mapToObj(index -> new LoadTestVerticle(plan, new Share(index, plan.loops()), run))
                .toList();
    }

    Future<Report> run() {
        return all(loops, vertx::deployVerticle)
                .compose(deployed -> open())
                .compose(opened -> work())
                .compose(this::drain)
                .compose(this::close)
                .onFailure(failure -> watcher.stop());
    }

    /** Ends the step that is under way, and those that follow as soon as they have begun. */
    void endEarly() {
        if (cut.tryComplete()) {
            loops.forEach(LoadTestVerticle::hurry);
        }
    }

    private Future<?> open() {
        watcher.begin(loops);
        if (cut.future().isComplete()) {
            loops.forEach(LoadTestVerticle::hurry);
        }
        return all(loops, LoadTestVerticle::open).compose(opened -> after(SETTLE.toNanos()));
    }

    /** Brings how many publications each publisher made. */
    private Future<int[]> work() {
        Timetable times = Timetable.of(plan, System.nanoTime());
        watcher.step(Step.WARMING);
        return all(loops, loop -> loop.begin(times))
                .compose(begun -> after(times.measureNanos() - System.nanoTime()))
                .onSuccess(warm -> {
                    watcher.step(Step.MEASURING);
                    process.begin();
                    measuredNanos = System.nanoTime();
                })
                .compose(warm -> after(times.endNanos() - System.nanoTime()))
                .compose(over -> {
                    measuredNanos = System.nanoTime() - measuredNanos;
                    return all(loops, LoadTestVerticle::end);
                })
                .map(Conductor::sum);
    }

    private Future<int[]> drain(int[] published) {
        process.end();
        watcher.step(Step.DRAINING);
        long patience = cut.future().isComplete() ? 0 : plan.workload().drain().toNanos();
        long deadline = System.nanoTime() + patience;
        return all(loops, loop -> loop.drain(published, deadline)).map(published);
    }

    private Future<Report> close(int[] published) {
        watcher.step(Step.CLOSING);
        return all(loops, loop -> loop.close(published))
                .compose(tallies -> watcher.end().map(timeline -> report(tallies, timeline)));
    }

    private Report report(List<Tally> tallies, Timeline timeline) {
        Tally all = tallies.getFirst();
        tallies.stream().skip(1).forEach(all::add);
        Plan done = cut.future().isComplete() ? plan.cutTo(Duration.ofNanos(measuredNanos)) : plan;
        return new Report(done, loops.getFirst().laneName(), all, process.use(), timeline);
    }

    private Future<?> after(long nanos) {
        // Vert.x counts in milliseconds, from 1 on.
        return Future.any(cut.future(), vertx.timer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos))));
    }

    /** Asks all at once; ends when all have answered, in their order. */
    static <S, T> Future<List<T>> all(List<S> asked, Function<S, Future<T>> step) {
        List<Future<T>> answers = asked.stream().map(step).toList();
        return Future.all(answers)
                .map(all -> answers.stream().map(Future::result).toList());
    }

    private static int[] sum(List<int[]> parts) {
        int[] sum = new int[parts.getFirst().length];
        for (int[] part : parts) {
            Arrays.setAll(sum, i -> sum[i] + part[i]);
        }
        return sum;
    }
}
