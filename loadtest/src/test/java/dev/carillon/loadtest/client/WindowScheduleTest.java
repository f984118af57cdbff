package dev.carillon.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowScheduleTest {
    private static final long NOW = 7;
    private static final long NOT_DUE = Long.MAX_VALUE;

    private final WindowSchedule schedule =
            new WindowSchedule(2, new Fanout(1, 1, new Rate(1), 128, Duration.ZERO, Duration.ZERO));

    @Test
    void nothingIsPublishedWithoutSubscribers() {
        assertThat(schedule.dueNanos(0, 0, NOW)).isEqualTo(NOT_DUE);
    }

    @Test
    void theWindowAdvancesWhenTheLastSubscriberReceives() {
        subscribe(2);
        publish(2);

        assertThat(schedule.dueNanos(0, 2, NOW)).as("two are under way").isEqualTo(NOT_DUE);
        assertThat(schedule.settle(0, 0, 1))
                .as("the first subscriber has the first")
                .isFalse();
        assertThat(schedule.settle(0, 0, 1)).as("and the second").isTrue();
        assertThat(schedule.dueNanos(0, 2, NOW)).isEqualTo(NOW);
    }

    @Test
    void aLaterDeliveryEndsTheWaitForALostOne() {
        subscribe(1);
        publish(2);

        assertThat(schedule.settle(0, 0, 2)).isTrue();
        assertThat(schedule.dueNanos(0, 2, NOW)).isEqualTo(NOW);
        assertThat(schedule.settle(0, 2, 1)).as("the lost one comes late").isFalse();
    }

    @Test
    void aSequenceThatWasNeverPublishedChangesNothing() {
        subscribe(1);
        publish(1);

        assertThat(schedule.settle(0, 1, 1_000_000)).isFalse();
        assertThat(schedule.dueNanos(0, 1, NOW)).as("one of two is under way").isEqualTo(NOW);
    }

    @Test
    void aSubscriberThatLeavesIsNotAwaited() {
        subscribe(2);
        publish(2);
        schedule.settle(0, 0, 2);

        assertThat(schedule.leave(1, 0, publisher -> 0)).isTrue();
        assertThat(schedule.leave(1, 0, publisher -> 0)).as("twice").isFalse();
        assertThat(schedule.dueNanos(0, 2, NOW)).isEqualTo(NOW);
        schedule.onPublished(0, 3);
        assertThat(schedule.settle(0, 2, 3)).as("one subscriber is left").isTrue();
    }

    private void subscribe(int count) {
        for (int client = 0; client < count; client++) {
            schedule.enter(client, 0);
        }
    }

    private void publish(int count) {
        for (int sequence = 1; sequence <= count; sequence++) {
            schedule.onPublished(0, sequence);
        }
    }
}
