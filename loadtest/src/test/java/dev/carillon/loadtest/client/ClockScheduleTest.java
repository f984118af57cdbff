package dev.carillon.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.plan.LoadProfile;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClockScheduleTest {

    @Test
    void publishersTakeTurnsAtTheTotalRate() {
        ClockSchedule schedule = new ClockSchedule(LoadProfile.at(10), 4);
        TreeSet<Long> due = new TreeSet<>();
        for (int publisher = 0; publisher < 4; publisher++) {
            for (int sent = 0; sent < 5; sent++) {
                due.add(schedule.dueNanos(publisher, sent, 0));
                assertThat(schedule.number(publisher, sent)).isEqualTo(sent * 4L + publisher);
            }
        }

        assertThat(due).hasSize(20);
        assertThat(due.first()).isZero();
        assertThat(due.last()).isEqualTo(1_900_000_000);
    }

    @Test
    void aRateOfThreePerSecondDoesNotDrift() {
        ClockSchedule schedule = new ClockSchedule(LoadProfile.at(3), 1);

        assertThat(schedule.dueNanos(0, 3_000_000, 0))
                .isEqualTo(Duration.ofSeconds(1_000_000).toNanos());
        assertThat(schedule.count(Duration.ofSeconds(10))).isEqualTo(30);
    }
}
