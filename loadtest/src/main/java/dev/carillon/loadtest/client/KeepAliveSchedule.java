package dev.carillon.loadtest.client;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * When each client sends its next keep-alive: a wheel of {@value #SPOKES} spokes that turns once in the interval, at
 * four bytes a client and without timers. Delays are random, as those of real clients are, and never longer than the
 * interval.
 */
final class KeepAliveSchedule {
    static final int SPOKES = 1024;

    /** The longest delay permits the loop to be late by a fortieth of the interval. */
    private static final int DELAY_MAX = SPOKES - SPOKES / 40;

    private static final int DELAY_MIN = SPOKES * 7 / 8;

    private static final int END = -1;
    private static final int NOT_SCHEDULED = -2;

    private final RandomGenerator random;
    /** The first client of each spoke, and behind each client the next one. */
    private final int[] heads = new int[SPOKES];

    private final int[] behind;
    private long turned;

    KeepAliveSchedule(int clients, RandomGenerator random) {
        this.random = random;
        this.behind = new int[clients];
        Arrays.fill(heads, END);
        Arrays.fill(behind, NOT_SCHEDULED);
    }

    /**
     * The client is new: its time is random within the interval, so that clients that came together do not send
     * together.
     */
    void enter(int client) {
        put(client, 1 + random.nextInt(DELAY_MAX));
    }

    /** The client has sent. */
    void reenter(int client) {
        put(client, DELAY_MIN + random.nextInt(DELAY_MAX - DELAY_MIN + 1));
    }

    /** Turns the wheel up to {@code spoke}, counted from the start; {@code due} may enter its client again. */
    void turnTo(long spoke, IntConsumer due) {
        while (turned < spoke) {
            turned++;
            int at = (int) (turned % SPOKES);
            int client = heads[at];
            heads[at] = END;
            while (client != END) {
                int next = behind[client];
                behind[client] = NOT_SCHEDULED;
                due.accept(client);
                client = next;
            }
        }
    }

    /** A client that left and came again is in the wheel already, and early enough. */
    private void put(int client, int delay) {
        if (behind[client] == NOT_SCHEDULED) {
            int at = (int) ((turned + delay) % SPOKES);
            behind[client] = heads[at];
            heads[at] = client;
        }
    }
}
