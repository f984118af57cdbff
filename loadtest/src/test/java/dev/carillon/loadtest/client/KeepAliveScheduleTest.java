package dev.carillon.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeepAliveScheduleTest {
    private static final int CLIENTS = 500;

    private final KeepAliveSchedule schedule = new KeepAliveSchedule(CLIENTS, new Random(5));
    private final long[] spoken = new long[CLIENTS];

    @Test
    void everyClientSendsOncePerInterval() {
        for (int client = 0; client < CLIENTS; client++) {
            schedule.enter(client);
        }
        long[] longest = new long[1];
        for (int spoke = 1; spoke <= 20 * KeepAliveSchedule.SPOKES; spoke++) {
            int now = spoke;
            schedule.turnTo(spoke, client -> {
                long silence = now - spoken[client];
                assertThat(spoken[client] == 0 || silence >= KeepAliveSchedule.SPOKES * 7 / 8)
                        .isTrue();
                longest[0] = Math.max(longest[0], silence);
                spoken[client] = now;
                schedule.reenter(client);
            });
        }

        assertThat(longest[0]).isBetween(KeepAliveSchedule.SPOKES * 9L / 10, KeepAliveSchedule.SPOKES - 20L);
        assertThat(Arrays.stream(spoken).min().orElseThrow()).isGreaterThan(19L * KeepAliveSchedule.SPOKES);
    }

    @Test
    void clientsThatEnterTogetherSendAtDifferentTimes() {
        for (int client = 0; client < CLIENTS; client++) {
            schedule.enter(client);
        }
        int[] together = new int[1];
        for (int spoke = 1; spoke < KeepAliveSchedule.SPOKES; spoke++) {
            int[] now = new int[1];
            schedule.turnTo(spoke, client -> now[0]++);
            together[0] = Math.max(together[0], now[0]);
        }

        assertThat(together[0]).isLessThan(10);
    }

    @Test
    void aClientThatEntersTwiceHasOneTurn() {
        schedule.enter(3);
        schedule.enter(3);
        int[] turns = new int[1];

        schedule.turnTo(2 * KeepAliveSchedule.SPOKES, client -> turns[0]++);

        assertThat(turns[0]).isEqualTo(1);
    }
}
