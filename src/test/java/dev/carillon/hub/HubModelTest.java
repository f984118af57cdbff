package dev.carillon.hub;

import static dev.carillon.hub.HandRunHub.ENVELOPE;
import static dev.carillon.hub.HandRunHub.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares a hub with the simplest model of one, after the same random operations. */
class HubModelTest {
    private static final List<String> TOPICS = List.of("a", "a.b", "a.c", "b.c");
    private static final List<String> PATTERNS = List.of("a", "a", "a.b", "b.c", "*", "a.*", "a.**", "*.c", "**");
    private static final int RUNS = 200;
    private static final int STEPS = 1_000;

    @Test
    void everySubscriberGetsExactlyItsPublications() {
        long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            new Run(new Random(seed + run), "seed " + seed + ", run " + run).play();
        }
    }

    /** One subscriber in the model: what it must have received when the hub has no tasks. */
    private record Expectation(TopicPattern pattern, boolean envelopes, List<String> frames) {}

    private static final class Run {
        private final Random random;
        private final String name;
        private final HandRunHub rig;
        private final int membersMax;
        private final Map<Recorder, Expectation> members = new LinkedHashMap<>();
        private int publications;
        private boolean asking;
        private int depth;

        Run(Random random, String name) {
            this.random = random;
            this.name = name;
            // Batches of one, and turns of a few visits, so that much happens between them.
            int batchBytes = 1 << random.nextInt(6);
            int sliceVisits = 1 + random.nextInt(8);
            rig = new HandRunHub(
                    new SweepLimits(batchBytes, sliceVisits, Duration.ofDays(1), Duration.ofDays(1), 64 << 20));
            membersMax = 1 + random.nextInt(60);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            rest();
            List.copyOf(members.keySet()).forEach(this::leave);
            rig.turns();
            assertThat(rig.hub.patternCount()).as(name).isZero();
            assertThat(rig.hub.pendingBytes()).as(name).isZero();
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> join();
                case 3, 4 -> leave(anyone());
                case 5 -> deliverOutstanding(anyone());
                case 6, 7, 8, 9 -> publish();
                case 10 -> massLeave();
                case 11 -> rest();
                default -> turn();
            }
        }

        private void join() {
            if (members.size() >= membersMax) {
                return;
            }
            String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
            boolean envelopes = random.nextInt(4) == 0;
            Recorder recorder = new Recorder();
            recorder.onDeliver = () -> delivered(recorder);
            members.put(recorder, new Expectation(new TopicPattern(pattern), envelopes, new ArrayList<>()));
            rig.join(pattern, envelopes ? ENVELOPE : RAW, recorder);
        }

        private void publish() {
            TopicName topic = new TopicName(TOPICS.get(random.nextInt(TOPICS.size())));
            String text = publications++ + "x".repeat(random.nextInt(6));
            members.values().stream()
                    .filter(member -> member.pattern().matches(topic))
                    .forEach(member -> member.frames().add(member.envelopes() ? topic + "=" + text : text));
            assertThat(rig.publish(topic.value(), text)).isTrue();
        }

        private void leave(Recorder recorder) {
            if (members.containsKey(recorder)) {
                assertIsOnItsWay(recorder);
                members.remove(recorder);
                rig.leave(recorder);
            }
        }

        private void massLeave() {
            for (int count = random.nextInt(20) == 0 ? members.size() : 0; count > 0; count--) {
                leave(anyone());
            }
        }

        private void deliverOutstanding(Recorder recorder) {
            Expectation expectation = members.get(recorder);
            if (expectation == null || asking) {
                return;
            }
            int before = expectation.frames().size();
            asking = true;
            rig.deliverOutstanding(recorder);
            asking = false;
            if (members.containsKey(recorder)) {
                assertThat(recorder.frames)
                        .as(name)
                        .isEqualTo(expectation.frames().subList(0, before));
            }
        }

        private void turn() {
            if (!rig.isAtRest() && depth == 0) {
                rig.turn();
            }
        }

        private void rest() {
            if (depth == 0) {
                rig.turns();
                members.forEach((recorder, expectation) ->
                        assertThat(recorder.frames).as(name).isEqualTo(expectation.frames()));
                assertThat(rig.hub.pendingBytes()).as(name).isZero();
            }
        }

        /** Within deliver, where anything except running the loop may happen as well. */
        private void delivered(Recorder recorder) {
            assertIsOnItsWay(recorder);
            depth++;
            if (depth < 3 && random.nextInt(8) == 0) {
                step();
            }
            depth--;
        }

        /** Checks that it is a member, and has received a prefix of what it must receive. */
        private void assertIsOnItsWay(Recorder recorder) {
            List<String> expected =
                    Objects.requireNonNull(members.get(recorder), name).frames();
            assertThat(expected.subList(0, Math.min(expected.size(), recorder.frames.size())))
                    .as(name)
                    .isEqualTo(recorder.frames);
        }

        private Recorder anyone() {
            if (members.isEmpty()) {
                join();
            }
            int index = random.nextInt(members.size());
            return members.keySet().stream().skip(index).findFirst().orElseThrow();
        }
    }
}
