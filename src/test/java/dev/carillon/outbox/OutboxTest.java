package dev.carillon.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final OutboxBudget budget = new OutboxBudget(OutboxLimits.DEFAULT, OutboxMeters.SILENT);
    private final Outbox outbox = new Outbox(budget);

    @Test
    void framesAreSentInOrder() {
        outbox.add(bytes("one"));
        outbox.add(bytes("two"));
        assertThat(next(100)).isEqualTo("onetwo");
        assertThat(outbox.bytes()).isEqualTo(6 + 2 * QueuedFrame.BYTES);
    }

    @Test
    void aPartlySentFrameContinuesAtItsPosition() {
        outbox.addBegun(bytes("hello"), 2);
        assertThat(outbox.bytes()).isEqualTo(3 + QueuedFrame.BYTES);
        assertThat(next(100)).isEqualTo("llo");
    }

    @Test
    void aFrameForOnePeerIsNotKeptAboveTheTotalOfTheNode() {
        OutboxBudget small = new OutboxBudget(new OutboxLimits(1024, 4096), OutboxMeters.SILENT);
        assertThat(new Outbox(small).addFirst(new byte[4000], 1)).isTrue();
        assertThat(new Outbox(small).addFirst(new byte[4000], 1)).isFalse();
    }

    @Test
    void aConnectionCountsOnceAsCatchingUpUntilItIsLiveOrEnds() {
        List<Long> reported = new ArrayList<>();
        OutboxBudget counted = new OutboxBudget(OutboxLimits.DEFAULT, new OutboxMeters() {
            @Override
            public void catchingUp(long connections) {
                reported.add(connections);
            }
        });
        List<Outbox> all = Stream.generate(() -> new Outbox(counted)).limit(4).toList();
        counted.report();
        for (Outbox one : all) {
            one.catchUp(() -> {});
            one.catchUp(() -> {});
        }
        counted.report();
        all.get(0).goLive();
        all.get(1).finishWhenEmpty();
        all.get(2).close();
        counted.report();
        all.get(3).goLive();
        all.forEach(Outbox::close);
        all.forEach(closed -> closed.catchUp(() -> {}));
        counted.report();
        assertThat(reported).containsExactly(0L, 4L, 1L, 0L);
    }

    @Test
    void readingTheFirstFrameDoesNotRemoveIt() {
        outbox.add(bytes("hello"));
        assertThat(next(3)).isEqualTo("hel");
        assertThat(next(3)).isEqualTo("hel");
    }

    @Test
    void anUrgentFrameIsSentBeforeOtherFrames() {
        outbox.add(bytes("one"));
        outbox.add(bytes("two"));
        outbox.addUrgent(bytes("!"));
        assertThat(next(100)).isEqualTo("!onetwo");
    }

    @Test
    void anUrgentFrameNeverInterruptsAnother() {
        outbox.add(bytes("one"));
        outbox.add(bytes("two"));
        outbox.sent(1);
        outbox.addUrgent(bytes("!"));
        assertThat(next(100)).isEqualTo("ne!two");
        assertThat(outbox.bytes()).isEqualTo(6 + 3 * QueuedFrame.BYTES);
    }

    @Test
    void urgentFramesKeepTheirOrder() {
        outbox.add(bytes("one"));
        outbox.addUrgent(bytes("1"));
        outbox.addUrgent(bytes("2"));
        outbox.sent(1);
        outbox.addUrgent(bytes("3"));
        assertThat(next(100)).isEqualTo("23one");
        outbox.sent(2);
        outbox.addUrgent(bytes("4"));
        assertThat(next(100)).isEqualTo("4one");
    }

    @Test
    void theOutboxIsEmptyWhenEverythingIsSent() {
        outbox.add(bytes("one"));
        outbox.add(bytes("two"));
        outbox.sent(6);
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.bytes()).isZero();
        assertThat(budget.bytes()).isZero();
    }

    @RepeatedTest(20)
    void theStreamIsTheSameInAnyPieces(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        StringBuilder expected = new StringBuilder();
        StringBuilder left = new StringBuilder();
        for (int step = 0; step < 500; step++) {
            if (random.nextBoolean()) {
                String frame = "f" + step + ".".repeat(random.nextInt(9));
                outbox.add(bytes(frame));
                expected.append(frame);
            }
            String window = next(1 + random.nextInt(20));
            int sent = window.isEmpty() ? 0 : random.nextInt(window.length() + 1);
            left.append(window, 0, sent);
            outbox.sent(sent);
        }
        left.append(next(1 << 20));
        assertThat(left.toString()).as("seed %d", seed).isEqualTo(expected.toString());
    }

    private String next(int room) {
        ByteBuffer target = ByteBuffer.allocate(room);
        outbox.peek(target);
        return new String(target.array(), 0, target.position(), US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
