package dev.carillon.stats;

import dev.carillon.hub.PatternCount;
import dev.carillon.stats.Census.Found;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the topics with subscribers over all loops of the node. Each loop copies its counts in one task, which takes 2
 * to 4 ms for 100,000 topics; the rest runs on a worker thread. Any thread may call it.
 */
public final class TopicCensus {
    /** From this number of topics on, one census serves all callers within {@link #REUSED_NANOS}. */
    private static final int MANY = 10_000;

    private static final long REUSED_NANOS = 1_000_000_000;

    private static final long TICK_NANOS = 1_000_000_000;

    /** A rate over a longer time is not current. */
    private static final long BEFORE_NANOS_MAX = 15_000_000_000L;

    /** While there are subscribers, counting and sorting take at most this fraction of the time: one in 20. */
    private static final int PART = 20;

    private static final int TOP = 100;

    private final List<LoopStats> loops;
    private final InstantSource timeOfDay;

    /** Guarded by this object's monitor, as all fields below. */
    private Census newest = Census.NONE;

    /** Two censuses far enough apart for rates; the second is the newer one. */
    private Census first = Census.NONE;

    private Census second = Census.NONE;
    private @Nullable Future<Census> running;

    /** Null until it is first used. */
    private @Nullable WorkerExecutor worker;

    private boolean isTakingTop;
    private long dueNanos = System.nanoTime();

    TopicCensus(List<LoopStats> loops, InstantSource timeOfDay) {
        this.loops = loops;
        this.timeOfDay = timeOfDay;
    }

    /** The topics that match a query, as JSON; the future completes on the context of the caller. */
    public Future<JsonObject> find(Vertx vertx, TopicQuery query) {
        Promise<JsonObject> found = Promise.promise();
        Context caller = vertx.getOrCreateContext();
        take(vertx)
                .compose(census -> worker(vertx)
                        .executeBlocking(
                                () -> json(census.find(
                                        query::matches, query.order().comparator(), query.limit())),
                                false))
                .onComplete(result -> caller.runOnContext(now -> {
                    if (result.succeeded()) {
                        found.complete(result.result());
                    } else {
                        found.fail(result.cause());
                    }
                }));
        return found.future();
    }

    /** The topics with the most subscribers and publications as JSON; empty if it is too early for another census. */
    synchronized Optional<Future<JsonObject>> takeTop(Vertx vertx) {
        long now = System.nanoTime();
        if (isTakingTop || now - dueNanos < 0) {
            return Optional.empty();
        }
        isTakingTop = true;
        return Optional.of(take(vertx)
                .compose(census -> worker(vertx).executeBlocking(() -> top(census), false))
                .onComplete(taken -> tookTop(System.nanoTime() - now)));
    }

    private synchronized void tookTop(long nanosTaken) {
        isTakingTop = false;
        dueNanos = System.nanoTime() + PART * nanosTaken - TICK_NANOS / 2;
    }

    /** Releases censuses that are too old for rates. */
    synchronized void forget() {
        if (newest.count() > 0 && System.nanoTime() - newest.nanos() > BEFORE_NANOS_MAX) {
            newest = Census.NONE;
            first = Census.NONE;
            second = Census.NONE;
        }
    }

    private synchronized Future<Census> take(Vertx vertx) {
        if (newest.count() >= MANY && System.nanoTime() - newest.nanos() < REUSED_NANOS) {
            return Future.succeededFuture(newest);
        }
        if (running != null && newest.count() >= MANY) {
            return running;
        }
        List<Future<List<PatternCount>>> counts =
                loops.stream().map(TopicCensus::counts).toList();
        Future<Census> taken =
                Future.all(counts).compose(all -> worker(vertx).executeBlocking(() -> taken(all.list()), false));
        running = taken;
        return taken.onComplete(ended -> ended());
    }

    private synchronized void ended() {
        running = null;
    }

    private Census taken(List<List<PatternCount>> counts) {
        long now = System.nanoTime();
        Census earlier = earlier(now);
        Census census = Census.of(counts, earlier, now);
        keep(census);
        return census;
    }

    /** An earlier census that is old enough and recent enough for rates. */
    private synchronized Census earlier(long now) {
        Census earlier = isOldEnough(second, now) ? second : first;
        return now - earlier.nanos() < BEFORE_NANOS_MAX ? earlier : Census.NONE;
    }

    private synchronized void keep(Census census) {
        if (isOldEnough(second, census.nanos())) {
            first = second;
            second = census;
        }
        newest = census;
    }

    private static boolean isOldEnough(Census census, long now) {
        return census.count() == 0 || now - census.nanos() >= Census.APART_NANOS;
    }

    /**
     * A separate pool, so that the verification of tokens, which runs on the pool of Vert.x, does not wait for
     * counting.
     */
    private synchronized WorkerExecutor worker(Vertx vertx) {
        if (worker == null) {
            worker = vertx.createSharedWorkerExecutor("carillon-topics", 1);
        }
        return worker;
    }

    private static Future<List<PatternCount>> counts(LoopStats loop) {
        Promise<List<PatternCount>> counted = Promise.promise();
        try {
            loop.context().runOnContext(now -> counted.complete(loop.hub().patterns()));
        } catch (RejectedExecutionException stopped) {
            counted.complete(List.of());
        }
        return counted.future();
    }

    private JsonObject top(Census census) {
        Found bySubscribers = census.find(topic -> !topic.isOfTheService(), TopicFigures.BY_SUBSCRIBERS, TOP);
        Found byRate = census.find(topic -> !topic.isOfTheService(), TopicFigures.BY_RATE, TOP);
        Set<TopicFigures> top = new LinkedHashSet<>(bySubscribers.topics());
        top.addAll(byRate.topics());
        return json(new Found(List.copyOf(top), bySubscribers.count())).put("at", timeOfDay.millis());
    }

    private static JsonObject json(Found found) {
        JsonArray topics = new JsonArray();
        found.topics().forEach(figures -> topics.add(json(figures)));
        return new JsonObject().put("topics", topics).put("count", found.count());
    }

    private static JsonObject json(TopicFigures figures) {
        JsonObject json = new JsonObject().put("topic", figures.name()).put("subscribers", figures.subscribers());
        figures.perSecond().ifPresent(rate -> json.put("perSecond", Math.round(rate * 10) / 10.0));
        return json;
    }
}
