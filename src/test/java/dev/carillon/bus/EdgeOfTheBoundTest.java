package dev.carillon.bus;

import static dev.carillon.bus.Listeners.get;
import static dev.carillon.bus.Listeners.publication;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hub.Batch;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.Subscriber;
import dev.carillon.hub.SweepLimits;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Publishers on separate threads are faster than the real hubs of two loops, so the bound is reached all the time. */
class EdgeOfTheBoundTest {
    private static final int PUBLISHERS = 3;
    private static final int EACH = 20_000;

    /** About ten of these publications. */
    private static final SweepLimits LIMITS =
            new SweepLimits(64 << 10, 512, Duration.ofMillis(1), Duration.ofMillis(1), 1500);

    private final Vertx vertx = Vertx.vertx();
    private final PublicationBus bus = get(PublicationBus.open(vertx, List.of(), Listeners.NO_LOG, OtherNodes.NONE));

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void everyAcceptedPublicationIsDeliveredByEveryLoop() throws Exception {
        Loop one = new Loop();
        Loop two = new Loop();
        get(vertx.deployVerticle(one));
        get(vertx.deployVerticle(two));
        int taken = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS)) {
            List<Callable<Integer>> publishers = new ArrayList<>();
            for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
                publishers.add(this::publishAll);
            }
            for (var count : threads.invokeAll(publishers)) {
                taken += count.get();
            }
        }
        assertThat(taken).as("taken").isBetween(1, PUBLISHERS * EACH - 1);
        while (!(bus.publish(publication("end", "end")) instanceof Taken)) {
            Thread.onSpinWait();
        }
        assertThat(one.ended.await(10, SECONDS)).isTrue();
        assertThat(two.ended.await(10, SECONDS)).isTrue();
        assertThat(one.delivered).isEqualTo(taken);
        assertThat(two.delivered).isEqualTo(taken);
    }

    private int publishAll() {
        int taken = 0;
        for (int i = 0; i < EACH; i++) {
            if (bus.publish(publication("news", "x")) instanceof Taken) {
                taken++;
            }
        }
        return taken;
    }

    /** A hub with one subscriber to all topics. */
    private final class Loop extends VerticleBase implements Subscriber {
        final CountDownLatch ended = new CountDownLatch(1);
        int delivered;
        private int slot = -1;

        @Override
        public Future<?> start() {
            Hub hub = new Hub(
                    task -> context.runOnContext(now -> task.run()),
                    System::nanoTime,
                    HubMeters.SILENT,
                    LIMITS,
                    SlowReaderRules.NONE);
            hub.join(
                    new TopicPattern("**"), publication -> publication.payload().bytes(), this);
            return bus.listen(hub);
        }

        @Override
        public void deliver(Batch batch, int from) {
            for (int i = from; i < batch.count(); i++) {
                if (batch.publication(i).topic().value().equals("end")) {
                    ended.countDown();
                } else {
                    delivered++;
                }
            }
        }

        @Override
        public int slot() {
            return slot;
        }

        @Override
        public void slot(int number) {
            slot = number;
        }
    }
}
