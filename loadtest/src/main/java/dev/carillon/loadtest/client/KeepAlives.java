package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.plan.KeepAlive;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** Sends the keep-alives of every client in time, and measures how long each client is silent. */
final class KeepAlives {
    /** A keep-alive without an answer for longer than this counts as unanswered. */
    private static final long ANSWER_NANOS_MAX = 1_000_000_000;

    /** The length of a mark, 0.1 ms. An {@code int} of marks is enough for 59 hours. */
    private static final long NANOS_PER_MARK = 100_000;

    private final TesterLoop loop;
    private final long intervalNanos;
    private final byte[] frame;
    private final boolean answered;
    /** Clients of event streams cannot send anything. */
    private final boolean sendsNothing;

    private final KeepAliveSchedule schedule;
    final KeepAliveTally tally = new KeepAliveTally();
    private final long originNanos = System.nanoTime();
    /** For each client: when it last sent something, in marks since the origin. */
    private final int[] lastSent;

    private final BitSet unanswered;
    private final BitSet closing;

    private Runnable stop = () -> {};

    KeepAlives(TesterLoop loop) {
        KeepAlive keepAlive = loop.plan().keepAlive();
        this.loop = loop;
        this.intervalNanos = keepAlive.interval().toNanos();
        this.frame = frameOf(keepAlive.by());
        this.answered = keepAlive.by().isAnswered();
        this.sendsNothing = loop.plan().target().dialect().eventStreams();
        int clients = loop.connections().size();
        this.schedule = new KeepAliveSchedule(clients, RandomGenerator.getDefault());
        this.lastSent = new int[clients];
        this.unanswered = new BitSet(clients);
        this.closing = new BitSet(clients);
    }

    void start() {
        if (!sendsNothing) {
            stop = loop.every(intervalNanos / KeepAliveSchedule.SPOKES, this::turn);
        }
    }

    void stop() {
        stop.run();
    }

    void onOpen(int client) {
        if (sendsNothing) {
            return;
        }
        lastSent[client] = nowMarks();
        unanswered.clear(client);
        closing.clear(client);
        schedule.enter(client);
    }

    /**
     * Called before a client sends a close frame, which ends its silence. After it the client must not send anything
     * (RFC 6455, 5.5.1).
     */
    void onClosing(int client) {
        if (!sendsNothing) {
            tally.countSilence(silenceNanos(client), intervalNanos);
            countUnanswered(client);
            closing.set(client);
        }
    }

    /**
     * Called when a client receives a message or pong that may answer a keep-alive. Only the first one after a
     * keep-alive counts as its answer.
     */
    void onAnswer(int client) {
        if (unanswered.get(client)) {
            unanswered.clear(client);
            tally.countAnswered(silenceNanos(client));
        }
    }

    private void turn() {
        long spokeNanos = intervalNanos / KeepAliveSchedule.SPOKES;
        schedule.turnTo((System.nanoTime() - originNanos) / spokeNanos, this::send);
    }

    private void send(int client) {
        Connection connection = loop.connections().of(client);
        if (connection != null && !closing.get(client)) {
            countUnanswered(client);
            tally.countSent(silenceNanos(client), intervalNanos);
            lastSent[client] = nowMarks();
            unanswered.set(client, answered);
            schedule.reenter(client);
            connection.send(frame);
        }
    }

    /** Counts the last keep-alive as unanswered if its answer is overdue. A later answer is ignored. */
    private void countUnanswered(int client) {
        if (unanswered.get(client) && silenceNanos(client) > ANSWER_NANOS_MAX) {
            tally.unanswered.increment();
        }
        unanswered.clear(client);
    }

    private long silenceNanos(int client) {
        return (nowMarks() - lastSent[client]) * NANOS_PER_MARK;
    }

    private int nowMarks() {
        return (int) ((System.nanoTime() - originNanos) / NANOS_PER_MARK);
    }

    private static byte[] frameOf(KeepAlive.By by) {
        return switch (by) {
            case PING -> Clients.FRAMES.ping(new byte[0]);
            case PONG -> Clients.FRAMES.pong(new byte[0]);
            case MESSAGE -> Clients.FRAMES.text("alive".getBytes(StandardCharsets.UTF_8));
        };
    }
}
