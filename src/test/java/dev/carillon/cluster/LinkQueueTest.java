package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkQueueTest {
    private static final int ALL = 1 << 20;

    private final LinkQueue queue = new LinkQueue(() -> 10_000);

    @Test
    void allAreSentOnceInOrderWithConsecutiveNumbers() {
        addAll("a", "b", "c");
        assertThat(sent()).containsExactly("1 a", "2 b", "3 c");
        assertThat(sent()).isEmpty();
        addAll("d");
        assertThat(sent()).containsExactly("4 d");
    }

    @Test
    void onlyTheFirstAdditionRequestsSending() {
        assertThat(queue.add(Buffer.buffer("a"))).isTrue();
        assertThat(queue.add(Buffer.buffer("b"))).isFalse();
        assertThat(sent()).hasSize(2);
        assertThat(queue.add(Buffer.buffer("c"))).isTrue();
    }

    @Test
    void unconfirmedPublicationsAreSentAgain() {
        addAll("a", "b", "c");
        sent();
        addAll("d");
        queue.confirm(1);
        queue.sendAgainAfter(2);
        assertThat(sent()).containsExactly("3 c", "4 d");
    }

    @Test
    void confirmedPublicationsTakeNoSpace() {
        addAll("a", "b");
        sent();
        assertThat(queue.isEmpty()).isFalse();
        queue.confirm(2);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void theOldestUnsentPublicationsAreDiscardedIfThereIsNoSpace() {
        addAll("sent");
        sent();
        for (int i = 0; i < 200; i++) {
            addAll("x".repeat(100) + i);
        }
        assertThat(queue.bytes()).isLessThanOrEqualTo(10_000).isGreaterThan(9_000);
        List<String> rest = sent();
        assertThat(rest).hasSize(200 - (int) queue.givenUp());
        assertThat(rest.getLast()).isEqualTo("201 " + "x".repeat(100) + 199);
        assertThat(rest.getFirst()).startsWith(202 - rest.size() + " ");
    }

    @Test
    void theNewestIsDiscardedIfAllOthersWereSent() {
        addAll("x".repeat(9_900));
        sent();
        addAll("y".repeat(100));
        assertThat(queue.givenUp()).isEqualTo(1);
        queue.confirm(1);
        addAll("z");
        assertThat(sent()).containsExactly("3 z");
    }

    @Test
    void aPublicationLargerThanTheBoundIsSentAlone() {
        addAll("x".repeat(20_000));
        assertThat(sent()).hasSize(1);
        assertThat(queue.givenUp()).isZero();
    }

    private void addAll(String... texts) {
        for (String text : texts) {
            queue.add(Buffer.buffer(text));
        }
    }

    /** The number and text of each publication to send next. */
    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        FrameCutter cutter = new FrameCutter((kind, body) -> {
            assertThat(kind).isEqualTo(LinkFrames.PUBLICATION);
            sent.add(body.getLong(0) + " " + body.getString(Long.BYTES, body.length()));
        });
        cutter.trust();
        cutter.take(queue.next(ALL));
        return sent;
    }
}
