package dev.carillon.loadtest.client;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * The times at which clients send their next keep-alive: a wheel of {@value #SPOKES} spokes that turns once in the
 * interval. It takes four bytes for each client, and no timers. Delays are random, like those of real clients, and
 * never longer than the interval.
 */
final class KeepAliveSchedule {
    static final int SPOKES = 1024;

    /** The longest delay, in spokes. It leaves a fortieth of the interval, by which the loop may be late. */
    private static final int DELAY_MAX = SPOKES - SPOKES / 40;

    private static final int DELAY_MIN = SPOKES * 7 / 8;

    private static final int END = -1;
    private static final int NOT_SCHEDULED = -2;

    private final RandomGenerator random;
    /** For each spoke: its first client. */
    private final int[] heads = new int[SPOKES];

    /** For each client: the next client on its spoke. */
    private final int[] behind;
    /** Spokes turned since the start. */
    private long turned;

    KeepAliveSchedule(int clients, RandomGenerator random) {
        this.random = random;
        this.behind = new int[clients];
        Arrays.fill(heads, END);
        Arrays.fill(behind, NOT_SCHEDULED);
    }

    /**
     * Adds a new client. Its first time is random within the interval, so that clients that connected together do not
     * send together.
     */
    void enter(int client) {
        put(client, 1 + random.nextInt(DELAY_MAX));
    }

    /** Adds a client again after it has sent a keep-alive. */
    void reenter(int client) {
        put(client, DELAY_MIN + random.nextInt(DELAY_MAX - DELAY_MIN + 1));
    }

    /**
     * Turns the wheel up to {@code spoke}, counted from the start, and calls {@code due} for each client on the way.
     * {@code due} may add its client again.
     */
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

    /** Adds a client. One that has reconnected may still be in the wheel, and keeps its time, which is early enough. */
    private void put(int client, int delay) {
        if (behind[client] == NOT_SCHEDULED) {
            int at = (int) ((turned + delay) % SPOKES);
            behind[client] = heads[at];
            heads[at] = client;
        }
    }
}
