package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.Workload.Fanout;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * A closed loop: a publication is outstanding until the last subscriber of its topic has it or something later, and
 * then the publisher may send another. One loop has all publishers and subscribers, so that it counts every delivery.
 */
final class WindowSchedule implements PublishSchedule {
    /** The number is not known in advance, so times are recorded for at most this many. */
    private static final long COUNT = 100_000;

    private final int window;
    private final Fanout fanout;
    /** For each publisher a ring of its last publications: subscribers that still wait. */
    private final int[] waiting;

    private final int[] sent;
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

    /** Now, or when there is room. */
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

    /** It is not known what falls due later. */
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
