package dev.carillon.loadtest.run;

import static dev.carillon.loadtest.run.Loops.all;

import dev.carillon.loadtest.client.CanaryTask;
import dev.carillon.loadtest.client.Task;
import dev.carillon.loadtest.measure.ProcessHealth;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.ProcessWatch.Use;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.report.Progress.Step;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.RunEnd;
import dev.carillon.loadtest.report.Timeline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Leads all loops of the tester through the steps of one run, on a loop that carries no connections. */
final class Conductor {
    /** The time after the last connection is open, in which a server can subscribe its client. */
    private static final Duration SETTLE = Duration.ofMillis(500);
    /** The longest wait for the last deliveries after the user has ended the run. */
    private static final Duration HURRIED = Duration.ofMillis(500);

    private static final int[] NOTHING_PUBLISHED = {};

    private final Vertx vertx;
    private final Plan plan;
    private final Watcher watcher;
    private final ProcessWatch process = new ProcessWatch();
    private final Optional<ServerWatch> server;
    private final Distribution distribution;
    private final int run = RandomGenerator.getDefault().nextInt();
    private final List<String> testerFailures = new ArrayList<>();
    private List<LoadGenerator> generators = List.of();
    private @Nullable Workers workerGroup;
    /**
     * Completed with the way in which the run ends early. Steps may continue on any loop, so everything that they read
     * is written before this is completed.
     */
    private final Promise<RunEnd> cut = Promise.promise();

    /**
     * A few subscribers on a loop of their own, which does nothing else, so that busy loops of the tester do not delay
     * their measurements. They connect last. A server that writes to its subscribers in the order in which they
     * connected thus reaches them last. Empty if the plan has no canaries.
     */
    private final List<LoadTestVerticle> canaries;

    private long measuredNanos;

    Conductor(Vertx vertx, Plan plan, Distribution distribution, Optional<ServerWatch> server, Screen screen) {
        this.vertx = vertx;
        this.plan = plan;
        this.watcher = new Watcher(vertx, screen, plan, process);
        this.distribution = distribution;
        this.server = server;
        this.canaries = canaries(plan, run);
    }

    Future<Report> run() {
        return gather().compose(gathered -> {
                    generators = List.copyOf(gathered);
                    return open();
                })
                .compose(opened -> work())
                .compose(this::drain)
                .compose(this::close)
                .onFailure(failure -> watcher.stop());
    }

    /** Waits for the end of the workers. Called on a thread that may wait, when the run has ended. */
    void dismiss() {
        Workers workers = workerGroup;
        if (workers != null) {
            workers.dismiss();
        }
    }

    private Future<? extends List<? extends LoadGenerator>> gather() {
        return gatherGenerators()
                .compose(gathered -> all(canaries, vertx::deployVerticle).map(gathered));
    }

    private static List<LoadTestVerticle> canaries(Plan plan, int run) {
        if (!(plan.workload() instanceof Fanout fanout) || fanout.canaries() == 0) {
            return List.of();
        }
        return List.of(new LoadTestVerticle(
                plan.forCanaries(fanout.canaries()),
                Share.ALL,
                Share.ALL,
                (clients, vertx) -> new CanaryTask(clients, fanout, run)));
    }

    private Future<? extends List<? extends LoadGenerator>> gatherGenerators() {
        if (!distribution.isAlone()) {
            Workers workers = new Workers(vertx, plan, distribution, run, this::onMishap);
            workerGroup = workers;
            return workers.gather();
        }
        List<LoadTestVerticle> loops = IntStream.range(0, plan.loops())
                .mapToObj(index -> new Share(index, plan.loops()))
                .map(share -> new LoadTestVerticle(plan, share, share, Task.ofPlan(run)))
                .toList();
        return all(loops, vertx::deployVerticle).map(loops);
    }

    /** Ends the run when a worker is lost, because the figures of the others alone are useless. */
    private void onMishap(String reason) {
        testerFailures.add(reason);
        end(new RunEnd.Planned());
    }

    /** Ends the run because the user requests it. */
    void endEarly() {
        end(new RunEnd.Interrupted());
    }

    private void onDeserted() {
        end(watcher.deserted());
    }

    /** Ends the current step now, and each later step as soon as it has begun. */
    private void end(RunEnd how) {
        if (cut.tryComplete(how)) {
            hurry();
        }
    }

    private RunEnd ending() {
        return cut.future().isComplete() ? cut.future().result() : new RunEnd.Planned();
    }

    private void hurry() {
        generators.forEach(LoadGenerator::hurry);
        canaries.forEach(LoadGenerator::hurry);
    }

    private Future<?> open() {
        watcher.begin(generators, this::onDeserted);
        if (cut.future().isComplete()) {
            hurry();
        }
        server.ifPresent(ServerWatch::begin);
        return all(generators, LoadGenerator::open)
                .compose(opened -> watcher.snapshot())
                .compose(now -> {
                    if (now.deserted()) {
                        onDeserted();
                        return Future.<List<Void>>succeededFuture();
                    }
                    return all(canaries, LoadGenerator::open);
                })
                .compose(opened -> settle())
                .onSuccess(settled -> server.ifPresent(ServerWatch::open));
    }

    /** Waits for {@link #SETTLE}, unless nothing is published and the server is not measured. */
    private Future<?> settle() {
        boolean awaited = plan.workload() instanceof Workload.Fanout || server.isPresent();
        return awaited ? after(SETTLE.toNanos()) : Future.succeededFuture();
    }

    /** Runs and measures the workload. The result is the number of publications of each publisher. */
    private Future<int[]> work() {
        if (cut.future().isComplete()) {
            return all(generators, LoadGenerator::end).map(Conductor::sum);
        }
        Timetable times = Timetable.of(plan, System.nanoTime());
        watcher.step(Step.WARMING);
        watcher.measuresFrom(times.measureNanos());
        // Canaries begin first, so that they do not miss the first publications.
        return all(canaries, each -> each.begin(times))
                .compose(begun -> all(generators, each -> each.begin(times)))
                .compose(begun -> after(times.measureNanos() - System.nanoTime()))
                .onSuccess(warm -> {
                    watcher.step(Step.MEASURING);
                    process.begin();
                    server.ifPresent(ServerWatch::measure);
                    measuredNanos = System.nanoTime();
                })
                .compose(warm -> after(times.endNanos() - System.nanoTime()))
                .compose(over -> {
                    measuredNanos = System.nanoTime() - measuredNanos;
                    server.ifPresent(ServerWatch::end);
                    return all(canaries, LoadGenerator::end).compose(ended -> all(generators, LoadGenerator::end));
                })
                .map(Conductor::sum);
    }

    private Future<int[]> drain(int[] published) {
        process.end();
        watcher.step(Step.DRAINING);
        long deadline = System.nanoTime() + patience().toNanos();
        return all(generators, each -> each.drain(published, deadline)).map(published);
    }

    /** How long to wait for the last messages. */
    private Duration patience() {
        Duration drain = plan.workload().drain();
        return switch (ending()) {
            case RunEnd.Planned planned -> cut.future().isComplete() ? Duration.ZERO : drain;
            case RunEnd.Interrupted interrupted -> drain.compareTo(HURRIED) < 0 ? drain : HURRIED;
            case RunEnd.Deserted deserted -> Duration.ZERO;
        };
    }

    private Future<Report> close(int[] published) {
        watcher.step(Step.CLOSING);
        return all(generators, each -> each.close(published))
                .onSuccess(closed -> {
                    if (workerGroup != null) {
                        workerGroup.leave();
                    }
                })
                .compose(tallies -> all(canaries, each -> each.close(NOTHING_PUBLISHED))
                        .compose(ofCanaries ->
                                watcher.end().map(timeline -> report(known(tallies), known(ofCanaries), timeline))));
    }

    private static List<Tally> known(List<Optional<Tally>> tallies) {
        return tallies.stream().flatMap(Optional::stream).toList();
    }

    private Report report(List<Tally> tallies, List<Tally> ofCanaries, Timeline timeline) {
        if (tallies.isEmpty()) {
            throw WorkerLost.meanwhile(String.join("; ", testerFailures));
        }
        Tally all = together(tallies);
        List<ProcessHealth> healths = generators.stream()
                .flatMap(generator -> generator.health().stream())
                .toList();
        Use use = healths.stream().map(ProcessHealth::use).reduce(process.use(), Use::plus);
        Plan done = cut.future().isComplete() ? plan.cutTo(Duration.ofNanos(measuredNanos)) : plan;
        return new Report(
                done,
                generators.getFirst().laneName(),
                all,
                use,
                timeline,
                healths,
                testerFailures,
                ending(),
                server.map(ServerWatch::use),
                ofCanaries.stream().findFirst());
    }

    private Future<?> after(long nanos) {
        // A timer of Vert.x takes at least 1 ms.
        return Future.any(cut.future(), vertx.timer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos))));
    }

    static Tally together(List<Tally> tallies) {
        Tally all = tallies.getFirst();
        tallies.stream().skip(1).forEach(all::add);
        return all;
    }

    static int[] sum(List<int[]> parts) {
        int[] sum = new int[parts.getFirst().length];
        for (int[] part : parts) {
            Arrays.setAll(sum, i -> sum[i] + part[i]);
        }
        return sum;
    }
}
