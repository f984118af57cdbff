package dev.carillon.loadtest.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.config.Rate;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.stream.Bytes;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Subscribers that disconnect and resume at their position in the stream. A subscriber disconnects only after it has
 * received its position.
 */
final class ResumingTask extends FanoutTask {
    private static final byte[] ANSWER = "\"recovered\":".getBytes(US_ASCII);
    /** The time to wait after the last reconnection, to receive publications that the server sends a second time. */
    private static final long SETTLE_NANOS = 300_000_000;

    private final Breaks plan;
    private final Resumption how;
    private final ResumeTally resumed;
    private final StreamPositions positions;
    private final Absences absences;
    private final RandomGenerator random = RandomGenerator.getDefault();
    /** The first client that disconnects. Subscribers with lower numbers stay connected. */
    private final int firstBreaking;
    /** For each client: when it began to reconnect, a {@link System#nanoTime}. */
    private final long[] reconnectNanos;
    /** For each client: publications that were missing when it had reconnected, and are still missing. */
    private final int[] behind;
    /** Subscribers that are ending their connection. */
    private final BitSet leaving = new BitSet();
    /** Reconnected subscribers that have not received the answer whether the server has all that they missed. */
    private final BitSet unanswered = new BitSet();

    private long lastBackNanos = System.nanoTime();

    ResumingTask(Clients clients, Fanout fanout, Breaks plan, int run, Vertx vertx) {
        super(clients, fanout, run, vertx);
        this.plan = plan;
        this.how = loop.plan().target().dialect().resumption().orElseThrow();
        this.resumed = tally.resume.orElseThrow();
        this.positions = new StreamPositions(how, connections.size());
        this.absences = new Absences(clients, resumed.returns);
        this.firstBreaking = Math.clamp(first + (long) plan.stay() - firstNumber, first, connections.size());
        this.reconnectNanos = new long[connections.size()];
        this.behind = new int[connections.size()];
    }

    // ---- disconnecting

    @Override
    void begin(Timetable times) {
        super.begin(times);
        if (firstBreaking < connections.size()) {
            loop.at(times.measureNanos(), () -> plan.perSecond().ifPresentOrElse(this::breakSome, this::breakAll));
        }
    }

    private void breakAll() {
        for (int client = firstBreaking; client < connections.size(); client++) {
            disconnect(client);
        }
    }

    /** Disconnects random subscribers, at a rate of {@code share} of the subscribers a second. */
    private void breakSome(double share) {
        Rate rate = new Rate(share * (connections.size() - firstBreaking));
        loop.paced(new Pacer(rate, System.nanoTime()), () -> {
            if (!over) {
                disconnect(random.nextInt(firstBreaking, connections.size()));
            }
            return !over;
        });
    }

    private void disconnect(int client) {
        if (isConnected(client) && !absences.isAway(client) && positions.isKnown(client)) {
            beginAbsence(client);
            leaving.set(client);
            clients.leave(client, random.nextDouble() < plan.polite());
        }
    }

    private void beginAbsence(int client) {
        absences.begin(client);
        behind[client] = 0;
        unanswered.clear(client);
    }

    // ---- reconnecting

    @Override
    void onGone(int client) {
        leaving.clear(client);
        long pause = plan.away().nanos(random);
        reconnectNanos[client] = System.nanoTime() + pause;
        clients.connector.openAgain(client, pause);
    }

    /**
     * Called when the server has ended the connection, which may be before the subscriber was ready, or during its
     * closing handshake.
     */
    @Override
    void onLost(int client) {
        if (leaving.get(client)) {
            return;
        }
        if (!absences.isAway(client)) {
            beginAbsence(client);
        }
        onGone(client);
    }

    private boolean resumes(int client) {
        return absences.isAway(client) && positions.isKnown(client);
    }

    @Override
    ClientRequest request(int client) {
        boolean inRequest = how.path().isPresent() || !how.headers().isEmpty();
        return inRequest && resumes(client)
                ? requests.resuming(client, topic(client), text -> positions.fill(text, client))
                : super.request(client);
    }

    @Override
    List<String> firstMessages(int client) {
        return resumes(client)
                ? how.messages().stream()
                        .map(text -> positions.fill(text, client))
                        .toList()
                : List.of();
    }

    @Override
    void onSubscriber(int client) {
        Timetable times = timetable;
        if (times != null && absences.end(client, times)) {
            lastBackNanos = System.nanoTime();
            long elapsed = Math.min(lastBackNanos, times.endNanos()) - times.startNanos();
            unanswered.set(client);
            behind[client] = expected.missing(client, elapsed);
            if (behind[client] == 0) {
                Latencies.record(resumed.caughtUp, lastBackNanos - reconnectNanos[client]);
            }
        }
        super.onSubscriber(client);
    }

    @Override
    boolean isAway(int client) {
        return false;
    }

    /** Whether all subscribers have reconnected and received what they missed. */
    @Override
    boolean isDrained(int[] published) {
        return resumed.returns.missing() == 0
                && System.nanoTime() - lastBackNanos > SETTLE_NANOS
                && super.isDrained(published);
    }

    // ---- messages

    /** Reads the message too: it contains the position of the subscriber, and may contain missed publications. */
    @Override
    void onReady(Connection connection, ByteBuffer message) {
        super.onReady(connection, message);
        if (connection.slot() >= first) {
            boolean _ = readAll(connection.slot(), message);
        }
    }

    @Override
    void onId(int client, ByteBuffer id) {
        positions.onId(client, id);
    }

    @Override
    void readMessage(int client, ByteBuffer message) {
        if (!readAll(client, message)) {
            tally.foreign.increment();
        }
    }

    /** Reads a message, which may contain many missed publications. Returns whether it contains at least one. */
    private boolean readAll(int client, ByteBuffer message) {
        int begin = message.position();
        int limit = message.limit();
        int start = limit;
        int end = limit;
        readAnswer(client, message);
        while (envelopes.orElseThrow().open(message)) {
            start = message.position();
            end = message.limit();
            read(client, message);
            message.limit(limit).position(end);
        }
        positions.onMessage(client, message.position(begin), start, end);
        return start < limit;
    }

    /** Reads the answer whether the server has all missed messages, before the message's publications are read. */
    private void readAnswer(int client, ByteBuffer message) {
        int answer = unanswered.get(client) ? Bytes.indexOf(message, ANSWER) + ANSWER.length : 0;
        if (answer >= ANSWER.length && answer < message.limit()) {
            unanswered.clear(client);
            (message.get(answer) == 't' ? resumed.recovered : resumed.unrecovered).increment();
        }
    }

    /** Only subscribers that stay connected are timed, because the others receive missed publications late. */
    @Override
    boolean onNew(int client) {
        if (behind[client] > 0 && --behind[client] == 0) {
            Latencies.record(resumed.caughtUp, System.nanoTime() - reconnectNanos[client]);
        }
        if (behind[client] == 0) {
            unanswered.clear(client);
        }
        return client < firstBreaking;
    }
}
