package dev.carillon.server;

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

/** Who stands at the door: in which order, and not a moment longer. */
class NewcomersTest {
    private final Newcomers newcomers = new Newcomers();

    @Test
    void whoCameFirstHasStoodLongest() {
        assertThat(newcomers.longest()).isNull();
        Connection first = add();
        Connection second = add();
        Connection third = add();
        newcomers.remove(second);
        assertThat(newcomers.longest()).isSameAs(first);
        newcomers.remove(first);
        assertThat(newcomers.longest()).isSameAs(third);
        newcomers.remove(third);
        assertThat(newcomers.longest()).isNull();
    }

    @Test
    void whoHasGoneCannotGoAgainForSomebodyElse() {
        Connection first = add();
        newcomers.remove(first);
        Connection second = add();
        newcomers.remove(first);
        assertThat(newcomers.longest()).isSameAs(second);
        assertThat(newcomers.count()).isEqualTo(1);
    }

    @Test
    void whoHasGoneIsNotKeptAlive() throws InterruptedException {
        ReferenceQueue<Connection> collected = new ReferenceQueue<>();
        PhantomReference<Connection> gone = comeAndGo(collected);
        System.gc();
        assertThat(collected.remove(10_000)).isSameAs(gone);
        assertThat(newcomers.count()).isZero();
    }

    @RepeatedTest(10)
    void whoeverComesAndGoesTheOrderStays(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Connection> expected = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            if (random.nextInt(100) < 52 || expected.isEmpty()) {
                expected.add(add());
            } else {
                newcomers.remove(expected.remove(random.nextInt(expected.size())));
            }
            assertThat(newcomers.count()).isEqualTo(expected.size());
        }
        for (Connection next : expected) {
            assertThat(newcomers.longest()).isSameAs(next);
            newcomers.remove(next);
        }
        assertThat(newcomers.longest()).isNull();
    }

    private PhantomReference<Connection> comeAndGo(ReferenceQueue<Connection> collected) {
        Connection connection = add();
        newcomers.remove(connection);
        return new PhantomReference<>(connection, collected);
    }

    private Connection add() {
        Connection connection = new RecordedConnection(Receiver.NOBODY);
        newcomers.add(connection);
        return connection;
    }
}
