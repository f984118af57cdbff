package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.Log;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublicationListener;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Verticles that listen to the bus, as the loops of the service do, and record what they receive. */
public final class Listeners {
    public static final Log NO_LOG = new Log(HistoryRules.NONE, 1024, "e", System::nanoTime);

    public record Heard(Publication publication, Thread on) {}

    private Listeners() {}

    public static final class Listener extends VerticleBase implements PublicationListener {
        public final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        public final AtomicInteger reserved = new AtomicInteger();
        /** The number of publications that it has space for. */
        public volatile int room = Integer.MAX_VALUE;

        private final PublicationBus bus;

        Listener(PublicationBus bus) {
            this.bus = bus;
        }

        @Override
        public Future<?> start() {
            return bus.listen(this);
        }

        @Override
        public PublishResult.Outcome reserve(Publication publication) {
            int before = reserved.getAndUpdate(count -> count < room ? count + 1 : count);
            return before < room ? PublishResult.TAKEN : new Busy(before, room);
        }

        @Override
        public void cancel(Publication publication) {
            reserved.decrementAndGet();
        }

        @Override
        public void publish(Publication publication) {
            heard.add(new Heard(publication, Thread.currentThread()));
        }

        public Heard next() throws InterruptedException {
            Heard next = heard.poll(10, SECONDS);
            assertThat(next).as("heard within 10 s").isNotNull();
            return next;
        }

        public List<Publication> next(int count) throws InterruptedException {
            List<Publication> publications = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                publications.add(next().publication());
            }
            return publications;
        }

        /** The texts that are received for the topic, up to this one. */
        public List<String> untilText(String topic, String last) throws InterruptedException {
            List<String> texts = new ArrayList<>();
            while (texts.isEmpty() || !texts.getLast().equals(last)) {
                Publication next = next().publication();
                if (next.topic().value().equals(topic)) {
                    texts.add(text(next));
                }
            }
            return texts;
        }
    }

    /** A rule for topics with at most one publication in an interval. */
    public static TopicSettings atMostEvery(Duration interval, String pattern) {
        return new TopicSettings(
                new TopicPattern(pattern), SlowReaderPolicy.DISCONNECT, Optional.empty(), false, Optional.of(interval));
    }

    public static Listener listener(Vertx vertx, PublicationBus bus) {
        Listener listener = new Listener(bus);
        get(vertx.deployVerticle(listener));
        return listener;
    }

    public static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, SECONDS)
                .join();
    }

    public static Publication publication(String topic, String text) {
        return new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), System.nanoTime());
    }

    public static String text(Publication publication) {
        return new String(publication.payload().bytes(), UTF_8);
    }
}
