package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The order of pending handshakes, and that removed ones are not referenced. */
class PendingHandshakesTest {
    private final PendingHandshakes pendingHandshakes = new PendingHandshakes();

    @Test
    void theFirstConnectionIsTheOldest() {
        assertThat(pendingHandshakes.longest()).isNull();
        Connection first = add();
        Connection second = add();
        Connection third = add();
        pendingHandshakes.remove(second);
        assertThat(pendingHandshakes.longest()).isSameAs(first);
        pendingHandshakes.remove(first);
        assertThat(pendingHandshakes.longest()).isSameAs(third);
        pendingHandshakes.remove(third);
        assertThat(pendingHandshakes.longest()).isNull();
    }

    @Test
    void removingAConnectionTwiceDoesNotRemoveAnother() {
        Connection first = add();
        pendingHandshakes.remove(first);
        Connection second = add();
        pendingHandshakes.remove(first);
        assertThat(pendingHandshakes.longest()).isSameAs(second);
        assertThat(pendingHandshakes.count()).isEqualTo(1);
    }

    @Test
    void aRemovedConnectionIsNotReferenced() throws InterruptedException {
        ReferenceQueue<Connection> collected = new ReferenceQueue<>();
        PhantomReference<Connection> gone = comeAndGo(collected);
        System.gc();
        assertThat(collected.remove(10_000)).isSameAs(gone);
        assertThat(pendingHandshakes.count()).isZero();
    }

    @RepeatedTest(10)
    void theOrderHoldsWithAnyAdditionsAndRemovals(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Connection> expected = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            if (random.nextInt(100) < 52 || expected.isEmpty()) {
                expected.add(add());
            } else {
                pendingHandshakes.remove(expected.remove(random.nextInt(expected.size())));
            }
            assertThat(pendingHandshakes.count()).isEqualTo(expected.size());
        }
        for (Connection next : expected) {
            assertThat(pendingHandshakes.longest()).isSameAs(next);
            pendingHandshakes.remove(next);
        }
        assertThat(pendingHandshakes.longest()).isNull();
    }

    private PhantomReference<Connection> comeAndGo(ReferenceQueue<Connection> collected) {
        Connection connection = add();
        pendingHandshakes.remove(connection);
        return new PhantomReference<>(connection, collected);
    }

    private Connection add() {
        Connection connection = new RecordedConnection(Receiver.NOBODY);
        pendingHandshakes.add(connection);
        return connection;
    }
}
