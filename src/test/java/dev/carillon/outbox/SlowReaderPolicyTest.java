package dev.carillon.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hub.Batch;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.Subscriber;
import dev.carillon.hub.SweepLimits;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The outbox under each policy: a bound of 1,024 bytes is enough for eight frames of 64. */
class SlowReaderPolicyTest {
    private static final int FRAME = 64;

    private final Map<SlowReaderPolicy, Long> dropped = new EnumMap<>(SlowReaderPolicy.class);
    private final List<DisconnectReason> disconnects = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Hub hub = new Hub(tasks::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, rules());
    private final OutboxBudget budget = new OutboxBudget(new OutboxLimits(1024, 64 << 10), new Meters());
    private final Outbox outbox = new Outbox(budget);
    private boolean kept = true;

    SlowReaderPolicyTest() {
        hub.join(new TopicPattern("**"), SlowReaderPolicyTest::render, new Member());
    }

    @Test
    void belowTheBoundEveryPolicyKeepsEverything() {
        for (String topic : List.of("all", "old", "new")) {
            publish(topic, 1, 2);
        }
        assertThat(waiting()).containsExactly("all 1", "all 2", "old 1", "old 2", "new 1", "new 2");
        assertThat(dropped).isEmpty();
    }

    @Test
    void dropOldestKeepsTheEndOfTheStream() {
        publish("old", 1, 12);
        assertThat(waiting())
                .containsExactly("old 5", "old 6", "old 7", "old 8", "old 9", "old 10", "old 11", "old 12");
        assertThat(dropped).containsOnly(Map.entry(SlowReaderPolicy.DROP_OLDEST, 4L));
        assertThat(kept).isTrue();
    }

    @Test
    void dropOldestNeverRemovesTheRestOfAPartlySentFrame() {
        publish("old", 1, 8);
        outbox.sent(1);
        publish("old", 9, 10);
        assertThat(next()).startsWith("ld 1.");
        outbox.sent(FRAME - 1);
        assertThat(waiting()).containsExactly("old 4", "old 5", "old 6", "old 7", "old 8", "old 9", "old 10");
    }

    @Test
    void dropOldestKeepsTheNewestOfAnyLength() {
        publish("old", 1, 8);
        publish("old", new byte[2000]);
        sweep();
        assertThat(next()).hasSize(2000);
    }

    @Test
    void dropNewestKeepsTheBeginningOfTheStream() {
        publish("new", 1, 12);
        assertThat(waiting()).containsExactly("new 1", "new 2", "new 3", "new 4", "new 5", "new 6", "new 7", "new 8");
        assertThat(dropped).containsOnly(Map.entry(SlowReaderPolicy.DROP_NEWEST, 4L));
        assertThat(kept).isTrue();
    }

    @Test
    void dropNewestContinuesWhenThereIsSpace() {
        publish("new", 1, 10);
        outbox.sent(2 * FRAME);
        publish("new", 11, 13);
        assertThat(waiting()).containsExactly("new 3", "new 4", "new 5", "new 6", "new 7", "new 8", "new 11", "new 12");
    }

    @Test
    void latestKeepsOneFramePerTopicAtTheFirstPosition() {
        publish("last.a", 1, 1);
        publish("last.b", 1, 3);
        publish("last.a", 2, 5);
        assertThat(waiting()).containsExactly("last.a 5", "last.b 3");
        assertThat(dropped).containsOnly(Map.entry(SlowReaderPolicy.LATEST, 6L));
    }

    @Test
    void latestKeepsTheRestOfAPartlySentFrame() {
        publish("last.a", 1, 1);
        outbox.sent(10);
        publish("last.a", 2, 3);
        assertThat(next()).isEqualTo(frame("last.a 1").substring(10) + frame("last.a 3"));
    }

    @Test
    void latestNeverOvertakesAnAnswer() {
        publish("last.a", 1, 1);
        outbox.add(bytes(frame("unsubscribed")));
        publish("last.a", 2, 3);
        assertThat(waiting()).containsExactly("unsubscribed", "last.a 3");
    }

    @Test
    void answersAndUrgentFramesAreNeverDropped() {
        for (String topic : List.of("old", "new", "last.a")) {
            publish(topic, 1, 3);
            outbox.add(bytes(frame("answer to " + topic)));
            outbox.addUrgent(bytes(frame("pong for " + topic)));
            publish(topic, 4, 20);
        }
        assertThat(waiting())
                .startsWith("pong for old", "pong for new", "pong for last.a")
                .containsSubsequence("answer to old", "answer to new", "answer to last.a");
    }

    @Test
    void droppableFramesAreRemovedForOthers() {
        publish("old", 1, 8);
        publish("all", 1, 3);
        assertThat(waiting()).containsExactly("old 4", "old 5", "old 6", "old 7", "old 8", "all 1", "all 2", "all 3");
    }

    @Test
    void disconnectKeepsAReaderThatMakesProgressUpToFourTimesTheBound() {
        publish("all", 1, 33);
        assertThat(kept).isTrue();
        publish("all", 34, 34);
        assertThat(kept).isFalse();
        assertThat(disconnects).containsExactly(DisconnectReason.BACKLOG);
        assertThat(dropped).isEmpty();
    }

    @Test
    void disconnectClosesAReaderAboveTheBoundThatReadsNothing() {
        publish("all", 1, 10);
        budget.tick(9);
        publish("all", 11, 11);
        outbox.sent(1);
        budget.tick(18);
        publish("all", 12, 12);
        assertThat(kept).as("took something nine seconds ago").isTrue();
        budget.tick(19);
        publish("all", 13, 13);
        assertThat(kept).isFalse();
        assertThat(disconnects).containsExactly(DisconnectReason.STALLED);
    }

    @Test
    void aReaderBelowTheLimitNeedsNoProgress() {
        publish("all", 1, 7);
        budget.tick(1000);
        publish("all", 8, 8);
        assertThat(kept).isTrue();
    }

    @Test
    void theProgressRuleAlsoAppliesWithoutFurtherPublications() {
        publish("all", 1, 9);
        budget.tick(9);
        assertThat(outbox.isStalled()).isFalse();
        budget.tick(10);
        assertThat(outbox.isStalled()).isTrue();
        outbox.sent(1);
        assertThat(outbox.isStalled()).isFalse();
    }

    @Test
    void theProgressRuleDoesNotApplyToDroppableFramesOfAnyLength() {
        for (String topic : List.of("old", "new")) {
            publish(topic, new byte[2000]);
            sweep();
            budget.tick(1000);
            assertThat(outbox.bytes()).isGreaterThan(1024);
            assertThat(outbox.isStalled()).as(topic).isFalse();
            outbox.sent((int) outbox.bytes() - QueuedFrame.BYTES);
        }
    }

    @Test
    void latestWithTooManyTopicsDisconnects() {
        for (int i = 0; i < 40; i++) {
            publish("last." + i, 1, 1);
        }
        assertThat(kept).isFalse();
        assertThat(disconnects).startsWith(DisconnectReason.BACKLOG);
    }

    @Test
    void aboveTheTotalOfTheNodeReadersAboveTheirShareAreDisconnected() {
        Outbox other = new Outbox(budget);
        other.addBegun(new byte[64 << 10], 1);
        publish("all", 1, 8);
        assertThat(kept).as("less than its half of 64 KiB").isTrue();
        assertThat(other.add(new byte[1])).isFalse();
        assertThat(disconnects).containsExactly(DisconnectReason.NODE);
        other.close();
        assertThat(budget.bytes()).isEqualTo(outbox.bytes());
    }

    @Test
    void aClosedOutboxAcceptsNothingAndTakesNoMemory() {
        publish("all", 1, 8);
        outbox.close();
        publish("all", 9, 99);
        outbox.close();
        assertThat(kept).isTrue();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(budget.bytes()).isZero();
    }

    /** In any sequence, the counted bytes are those that exist, and each topic keeps its order. */
    @RepeatedTest(30)
    void theBoundAndTheOrderOfEachTopicHoldInAnyMixture(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        String[] topics = {"old", "new", "last.a", "last.b"};
        Map<String, Integer> lastSeen = new HashMap<>();
        for (int step = 1; step <= 2000; step++) {
            String topic = topics[random.nextInt(topics.length)];
            publish(topic, step, step);
            // The newest of each of three topics is kept, even if others have filled the outbox.
            assertThat(outbox.bytes()).as("seed %d", seed).isLessThanOrEqualTo(1024 + 3 * (FRAME + QueuedFrame.BYTES));
            if (random.nextInt(4) == 0 && !outbox.isEmpty()) {
                String text = next().substring(0, FRAME).replaceFirst("\\.+$", "");
                outbox.sent(FRAME);
                int number = Integer.parseInt(text.substring(text.indexOf(' ') + 1));
                Integer before = lastSeen.put(text.substring(0, text.indexOf(' ')), number);
                assertThat(before == null || before < number)
                        .as("seed %d: %s after %s", seed, text, before)
                        .isTrue();
            }
        }
        outbox.sent(waiting().size() * FRAME);
        assertThat(outbox.bytes()).isZero();
    }

    private static SlowReaderRules rules() {
        return new SlowReaderRules(List.of(
                new SlowReaderRules.Rule(new TopicPattern("old"), SlowReaderPolicy.DROP_OLDEST),
                new SlowReaderRules.Rule(new TopicPattern("new"), SlowReaderPolicy.DROP_NEWEST),
                new SlowReaderRules.Rule(new TopicPattern("last.*"), SlowReaderPolicy.LATEST),
                new SlowReaderRules.Rule(new TopicPattern("**"), SlowReaderPolicy.DISCONNECT)));
    }

    private void publish(String topic, byte[] text) {
        Publication publication = new Publication(new TopicName(topic), Payload.text(text), 0);
        assertThat(hub.reserve(publication)).isEqualTo(PublishResult.TAKEN);
        hub.publish(publication);
    }

    private void publish(String topic, int from, int to) {
        for (int i = from; i <= to; i++) {
            publish(topic, bytes(frame(topic + " " + i)));
        }
        sweep();
    }

    private void sweep() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        budget.report();
    }

    private static byte[] render(Publication publication) {
        return publication.payload().bytes();
    }

    private static String frame(String text) {
        return text + ".".repeat(FRAME - text.length());
    }

    private List<String> waiting() {
        String all = next();
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < all.length(); i += FRAME) {
            frames.add(all.substring(i, i + FRAME).replaceFirst("\\.+$", ""));
        }
        return frames;
    }

    private String next() {
        ByteBuffer target = ByteBuffer.allocate(64 << 10);
        outbox.peek(target);
        return new String(target.array(), 0, target.position(), US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private final class Meters implements OutboxMeters {
        @Override
        public void dropped(SlowReaderPolicy policy, long frames) {
            dropped.merge(policy, frames, Long::sum);
        }

        @Override
        public void disconnected(DisconnectReason why) {
            disconnects.add(why);
        }
    }

    private final class Member implements Subscriber {
        private int slot;

        @Override
        public void deliver(Batch batch, int from) {
            kept &= outbox.add(batch, from, batch.count(), 0);
        }

        @Override
        public int slot() {
            return slot;
        }

        @Override
        public void slot(int next) {
            slot = next;
        }
    }
}
