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
 * Subscribers that break off, and return to their position in the stream. A subscriber that has not received its
 * position stays until it has.
 */
final class ResumingTask extends FanoutTask {
    private static final byte[] ANSWER = "\"recovered\":".getBytes(US_ASCII);
    /** Long enough for a server to send a subscriber that is back what it has received already. */
    private static final long SETTLE_NANOS = 300_000_000;

    private final Breaks plan;
    private final Resumption how;
    private final ResumeTally resumed;
    private final StreamPositions positions;
    private final Absences absences;
    private final RandomGenerator random = RandomGenerator.getDefault();
    /** Subscribers below this client stay. */
    private final int firstBreaking;
    /** By client: when it began to come back. */
    private final long[] cameNanos;
    /** By client: publications that it had missed when it was back, and has not received since. */
    private final int[] behind;
    /** Subscribers that end their connection. */
    private final BitSet leaving = new BitSet();
    /** Subscribers that are back, and have not received whether anything is missing. */
    private final BitSet untold = new BitSet();

    private long lastBackNanos = System.nanoTime();

    ResumingTask(Clients clients, Fanout fanout, Breaks plan, int run, Vertx vertx) {
        super(clients, fanout, run, vertx);
        this.plan = plan;
        this.how = loop.plan().target().dialect().resumption().orElseThrow();
        this.resumed = tally.resume.orElseThrow();
        this.positions = new StreamPositions(how, connections.size());
        this.absences = new Absences(clients, resumed.returns);
        this.firstBreaking = Math.clamp(first + (long) plan.stay() - firstNumber, first, connections.size());
        this.cameNanos = new long[connections.size()];
        this.behind = new int[connections.size()];
    }

    // ---- breaking off

    @Override
    void begin(Timetable times) {
        super.begin(times);
        if (firstBreaking < connections.size()) {
            loop.at(times.measureNanos(), () -> plan.perSecond().ifPresentOrElse(this::breakSome, this::breakAll));
        }
    }

    private void breakAll() {
        for (int client = firstBreaking; client < connections.size(); client++) {
            breakOff(client);
        }
    }

    /** @param share of these subscribers that break off in a second */
    private void breakSome(double share) {
        Rate rate = new Rate(share * (connections.size() - firstBreaking));
        loop.paced(new Pacer(rate, System.nanoTime()), () -> {
            if (!over) {
                breakOff(random.nextInt(firstBreaking, connections.size()));
            }
            return !over;
        });
    }

    private void breakOff(int client) {
        if (isConnected(client) && !absences.isAway(client) && positions.isKnown(client)) {
            go(client);
            leaving.set(client);
            clients.leave(client, random.nextDouble() < plan.polite());
        }
    }

    private void go(int client) {
        absences.begin(client);
        behind[client] = 0;
        untold.clear(client);
    }

    // ---- coming back

    @Override
    void onGone(int client) {
        leaving.clear(client);
        long pause = plan.away().nanos(random);
        cameNanos[client] = System.nanoTime() + pause;
        clients.connector.openAgain(client, pause);
    }

    /** The server ended the connection, perhaps before the subscriber was ready, or during its closing handshake. */
    @Override
    void onLost(int client) {
        if (leaving.get(client)) {
            return;
        }
        if (!absences.isAway(client)) {
            go(client);
        }
        onGone(client);
    }

    private boolean resumes(int client) {
        return absences.isAway(client) && positions.isKnown(client);
    }

    @Override
    ClientRequest request(int client) {
        boolean asks = how.path().isPresent() || !how.headers().isEmpty();
        return asks && resumes(client)
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
            untold.set(client);
            behind[client] = expected.missing(client, elapsed);
            if (behind[client] == 0) {
                Latencies.record(resumed.caughtUp, lastBackNanos - cameNanos[client]);
            }
        }
        super.onSubscriber(client);
    }

    @Override
    boolean isAway(int client) {
        return false;
    }

    /** All must be back, and have received what they missed. */
    @Override
    boolean isDrained(int[] published) {
        return resumed.returns.missing() == 0
                && System.nanoTime() - lastBackNanos > SETTLE_NANOS
                && super.isDrained(published);
    }

    // ---- messages

    /** The message also has the position of the subscriber, and may contain what it missed. */
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

    /** A message may contain all that a subscriber missed. Returns whether there was any publication in it. */
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

    /** Reads whether anything is missing, before the publications of the message are read. */
    private void readAnswer(int client, ByteBuffer message) {
        int answer = untold.get(client) ? Bytes.indexOf(message, ANSWER) + ANSWER.length : 0;
        if (answer >= ANSWER.length && answer < message.limit()) {
            untold.clear(client);
            (message.get(answer) == 't' ? resumed.recovered : resumed.unrecovered).increment();
        }
    }

    /** Subscribers that stay connected are timed; the others receive what they missed late. */
    @Override
    boolean onNew(int client) {
        if (behind[client] > 0 && --behind[client] == 0) {
            Latencies.record(resumed.caughtUp, System.nanoTime() - cameNanos[client]);
        }
        if (behind[client] == 0) {
            untold.clear(client);
        }
        return client < firstBreaking;
    }
}
