package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At most one publication of a topic in an interval, and the newest at its end; the test moves the clock. */
class ConflationTest {
    private static final long INTERVAL = 100;

    /** The published publications: time, topic and text. */
    private final List<String> published = new ArrayList<>();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50);
    private final long start = now.get();
    private final AtomicInteger reserved = new AtomicInteger();
    private final Queue<Runnable> alarms = new ArrayDeque<>();
    private final Conflation conflation = new Conflation(Duration.ofNanos(INTERVAL), now::get, this::alarm);
    private volatile int room = Integer.MAX_VALUE;
    private long alarmNanos;

    private void alarm(long nanos, Runnable task) {
        assertThat(alarms).as("one alarm at a time").isEmpty();
        alarmNanos = now.get() + nanos;
        alarms.add(task);
    }

    @Test
    void theFirstPublicationIsPublishedAtOnce() {
        publish("a", "1");
        assertThat(published).containsExactly("0 a 1");
    }

    @Test
    void theNewestDuringTheIntervalIsPublishedAtItsEnd() {
        publish("a", "1");
        publish("a", "2");
        runTo(40);
        publish("a", "3");
        runTo(99);
        assertThat(published).containsExactly("0 a 1");
        runTo(100);
        assertThat(published).containsExactly("0 a 1", "100 a 3");
        assertThat(conflation.replacedCount()).isEqualTo(1);
    }

    @Test
    void aPublicationAtTheEndOfAnIntervalBeginsTheNextInterval() {
        publish("a", "1");
        publish("a", "2");
        runTo(150);
        publish("a", "3");
        runTo(199);
        assertThat(published).containsExactly("0 a 1", "100 a 2");
        runTo(400);
        assertThat(published).containsExactly("0 a 1", "100 a 2", "200 a 3");
    }

    @Test
    void afterAnIntervalWithoutAPublicationTheNextIsPublishedAtOnce() {
        publish("a", "1");
        runTo(100);
        publish("a", "2");
        assertThat(published).containsExactly("0 a 1", "100 a 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 130})
    void aNewPublicationReplacesTheHeldOneIfTheAlarmIsLate(long late) {
        publish("a", "1");
        publish("a", "2");
        now.set(start + late);
        publish("a", "3");
        assertThat(published).containsExactly("0 a 1", late + " a 3");
        publish("a", "4");
        runTo(late + 99);
        assertThat(published).hasSize(2);
        runTo(late + 100);
        assertThat(published).hasSize(3).last().isEqualTo(late + 100 + " a 4");
        assertThat(conflation.replacedCount()).isEqualTo(1);
    }

    @Test
    void anIntervalThatBeginsBeforeALateAlarmDelaysNoOther() {
        publish("a", "1");
        publish("b", "1");
        publish("b", "2");
        now.set(start + 130);
        publish("a", "2");
        ring();
        assertThat(published).containsExactly("0 a 1", "0 b 1", "130 a 2", "130 b 2");
    }

    @Test
    void eachTopicHasSeparateIntervals() {
        publish("a", "1");
        runTo(30);
        publish("b", "2");
        publish("a", "3");
        publish("b", "4");
        runTo(500);
        assertThat(published).containsExactly("0 a 1", "30 b 2", "100 a 3", "130 b 4");
    }

    @Test
    void aTopicIsRemovedAfterAnIntervalWithoutAPublication() {
        publish("a", "1");
        publish("b", "1");
        publish("b", "2");
        assertThat(conflation.topicCount()).isEqualTo(2);
        runTo(100);
        assertThat(conflation.topicCount()).isEqualTo(1);
        runTo(200);
        assertThat(conflation.topicCount()).isZero();
        assertThat(alarms).as("nothing to wait for").isEmpty();
    }

    @Test
    void aPublicationWithoutSpaceIsRefusedAndTheHeldOneStays() {
        room = 2;
        publish("a", "1");
        publish("a", "2");
        assertThat(take("a", "3")).isEqualTo(new Busy(2, 2));
        runTo(100);
        assertThat(published).containsExactly("0 a 1", "100 a 2");
        assertThat(conflation.replacedCount()).isZero();
    }

    @Test
    void aRefusalBeginsNoInterval() {
        room = 0;
        assertThat(take("a", "1")).isInstanceOf(Busy.class);
        assertThat(conflation.topicCount()).isZero();
        room = 1;
        publish("a", "2");
        assertThat(published).containsExactly("0 a 2");
    }

    @Test
    void aReplacedPublicationReleasesItsSpace() {
        room = 3;
        for (int i = 0; i < 1000; i++) {
            publish("a", "" + i);
        }
        assertThat(reserved).hasValue(2);
        assertThat(conflation.replacedCount()).isEqualTo(998);
        runTo(100);
        assertThat(published).containsExactly("0 a 0", "100 a 999");
    }

    @Test
    void aFlushPublishesHeldPublicationsAndNoneAreHeldAfterIt() {
        publish("a", "1");
        publish("a", "2");
        publish("b", "1");
        runTo(10);
        conflation.flush();
        publish("a", "3");
        publish("a", "4");
        runTo(500);
        assertThat(published).containsExactly("0 a 1", "0 b 1", "10 a 2", "10 a 3", "10 a 4");
        assertThat(conflation.topicCount()).isZero();
    }

    @Test
    void manyIntervalsThatEndTogetherAreSplitIntoTurns() {
        for (int i = 0; i < 1000; i++) {
            publish("t" + i, "1");
            publish("t" + i, "2");
        }
        now.set(start + INTERVAL);
        ring();
        assertThat(published).hasSizeBetween(1001, 1999);
        while (alarmNanos == now.get()) {
            ring();
        }
        assertThat(published).hasSize(2000).last().isEqualTo("100 t999 2");
    }

    @Test
    void aboveTheBoundTheIntervalThatEndsNextEndsEarly() {
        publish("a", "1");
        publish("a", "2");
        for (int i = 0; i < Conflation.TOPICS_MAX; i++) {
            publish("t" + i, "1");
        }
        assertThat(conflation.topicCount()).isEqualTo(Conflation.TOPICS_MAX);
        assertThat(published).hasSize(Conflation.TOPICS_MAX + 2).contains("0 a 2");
        publish("a", "3");
        assertThat(published).last().isEqualTo("0 a 3");
    }

    /** Compares with a model that examines the whole past. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void conflationAgreesWithAModel(long seed) {
        Random random = new Random(seed);
        Map<String, String> newest = new HashMap<>();
        int taken = 0;
        for (int i = 0; i < 5000; i++) {
            room = random.nextInt(10) == 0 ? 0 : Integer.MAX_VALUE;
            String topic = "t" + random.nextInt(5);
            if (take(topic, "" + i) instanceof Taken) {
                newest.put(topic, "" + i);
                taken++;
            }
            if (random.nextInt(4) == 0) {
                runTo(now.get() - start + random.nextInt(150));
            }
        }
        runTo(now.get() - start + 1000);
        assertThat(taken).isEqualTo(published.size() + (int) conflation.replacedCount());
        assertThat(reserved).hasValue(published.size());
        Map<String, String> last = new HashMap<>();
        Map<String, Long> lastAt = new HashMap<>();
        for (String line : published) {
            String[] parts = line.split(" ", -1);
            long at = Long.parseLong(parts[0]);
            assertThat(at).as(line).isGreaterThanOrEqualTo(lastAt.getOrDefault(parts[1], -INTERVAL) + INTERVAL);
            assertThat(Integer.parseInt(parts[2])).isGreaterThan(Integer.parseInt(last.getOrDefault(parts[1], "-1")));
            lastAt.put(parts[1], at);
            last.put(parts[1], parts[2]);
        }
        assertThat(last).isEqualTo(newest);
    }

    @Test
    void theNewestOfEachTopicComesLastWithManyPublishingThreads() throws Exception {
        int each = 20_000;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            CountDownLatch ended = new CountDownLatch(4);
            for (int thread = 0; thread < 4; thread++) {
                String topic = "t" + thread % 2;
                int first = thread * each;
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        publish(topic, "" + (first + i));
                    }
                    ended.countDown();
                });
            }
            while (ended.getCount() > 0) {
                now.incrementAndGet();
                ring();
            }
        }
        runTo(now.get() - start + 1000);
        assertThat(published.size() + conflation.replacedCount()).isEqualTo(4L * each);
        assertThat(reserved).hasValue(published.size());
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * each;
            List<Integer> ofThread = published.stream()
                    .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                    .filter(number -> number >= first && number < first + each)
                    .toList();
            assertThat(ofThread).isSorted();
        }
        for (String topic : List.of("t0", "t1")) {
            int last = published.stream()
                    .filter(line -> line.contains(topic))
                    .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                    .reduce((before, after) -> after)
                    .orElseThrow();
            assertThat(last % each).as("the last of %s", topic).isEqualTo(each - 1);
        }
    }

    private void publish(String topic, String text) {
        assertThat(take(topic, text)).isEqualTo(PublishResult.TAKEN);
    }

    private PublishResult take(String topic, String text) {
        return conflation.take(new Recorded(topic, text));
    }

    /** Moves the clock, and runs each alarm at its time. */
    private void runTo(long time) {
        while (!alarms.isEmpty() && alarmNanos - (start + time) <= 0) {
            now.set(alarmNanos);
            ring();
        }
        now.set(start + time);
    }

    private void ring() {
        Runnable task;
        synchronized (conflation) {
            task = alarms.poll();
        }
        if (task != null) {
            task.run();
        }
    }

    private final class Recorded implements Conflation.Arrival {
        private final TopicName topic;
        private final String text;

        Recorded(String topic, String text) {
            this.topic = new TopicName(topic);
            this.text = text;
        }

        @Override
        public TopicName topic() {
            return topic;
        }

        @Override
        public PublishResult.Outcome reserve() {
            int before = reserved.getAndUpdate(count -> count < room ? count + 1 : count);
            return before < room ? PublishResult.TAKEN : new Busy(before, room);
        }

        @Override
        public void cancel() {
            reserved.decrementAndGet();
        }

        @Override
        public PublishResult publish() {
            published.add((now.get() - start) + " " + topic + " " + text);
            return PublishResult.TAKEN;
        }

        @Override
        public void publishHeld(long nowNanos) {
            assertThat(nowNanos).isEqualTo(now.get());
            publish();
        }
    }
}
