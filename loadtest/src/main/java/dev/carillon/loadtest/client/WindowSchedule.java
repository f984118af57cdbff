package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.Workload.Fanout;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * The schedule of a closed loop. A publication is outstanding until each subscriber of its topic has received it or a
 * later one; the publisher may then send another. All publishers and subscribers are on one event loop, so that it
 * counts every delivery.
 */
final class WindowSchedule implements PublishSchedule {
    /** The number of publications is not known in advance, so this is the most for which times are recorded. */
    private static final long COUNT = 100_000;

    private final int window;
    private final Fanout fanout;
    /** For each publisher a ring of its last publications: the number of subscribers that have not received each. */
    private final int[] waiting;

    private final int[] sent;
    /** For each topic: the number of connected subscribers. */
    private final int[] readers;

    private final BitSet reading = new BitSet();

    WindowSchedule(int window, Fanout fanout) {
        this.window = window;
        this.fanout = fanout;
        this.waiting = new int[Math.multiplyExact(window, fanout.publishers())];
        this.sent = new int[fanout.publishers()];
        this.readers = new int[fanout.topics()];
    }

    @Override
    public int publishers() {
        return fanout.publishers();
    }

    /** Now if the window has room and the topic has a subscriber, otherwise never. */
    @Override
    public long dueNanos(int publisher, int sent, long elapsed) {
        boolean room = waiting[place(publisher, sent + 1)] == 0;
        return room && readers[fanout.topicOf(publisher)] > 0 ? elapsed : Long.MAX_VALUE;
    }

    @Override
    public void onPublished(int publisher, int sequence) {
        sent[publisher] = sequence;
        waiting[place(publisher, sequence)] = readers[fanout.topicOf(publisher)];
    }

    @Override
    public long count(Duration duration) {
        return COUNT;
    }

    /** The number of sent publications, because future ones have no due time. */
    @Override
    public int sequencesBefore(int publisher, long nanos) {
        return sent[publisher];
    }

    @Override
    public void enter(int client, int topic) {
        reading.set(client);
        readers[topic]++;
    }

    @Override
    public boolean leave(int client, int topic, IntUnaryOperator highest) {
        boolean room = false;
        if (reading.get(client)) {
            reading.clear(client);
            readers[topic]--;
            for (int publisher : fanout.publishersOf(topic).toArray()) {
                room |= settle(publisher, highest.applyAsInt(publisher), sent[publisher]);
            }
        }
        return room;
    }

    @Override
    public boolean settle(int publisher, int before, int sequence) {
        boolean room = false;
        for (int each = before + 1; each <= Math.min(sequence, sent[publisher]); each++) {
            room |= --waiting[place(publisher, each)] == 0;
        }
        return room;
    }

    private int place(int publisher, int sequence) {
        return publisher * window + sequence % window;
    }
}
