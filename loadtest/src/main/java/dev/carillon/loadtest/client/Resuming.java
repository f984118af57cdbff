package dev.carillon.loadtest.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.config.Rate;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.stream.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers of one loop that break off, and come back to where they were. A subscriber that does not know yet where it is
 * stays until it does.
 */
final class Resuming {
    private static final byte[] ANSWER = "\"recovered\":".getBytes(US_ASCII);
    private static final long LOOK_NANOS = 5_000_000;
    /** Long enough for a server to send a subscriber that is back what it has received already. */
    private static final long SETTLE_NANOS = 300_000_000;

    private static final long HERE = Long.MIN_VALUE;

    private final TesterLoop loop;
    private final ConnectionTable connections;
    private final ConnectionControl control;
    private final Breaks plan;
    private final Resumption how;
    private final ResumeTally tally;
    private final StreamPositions positions;
    private final RandomGenerator random = RandomGenerator.getDefault();
    /** The first client of the loop that subscribes, and how many of the loop's subscribers stay. */
    private final int first;

    private final int staying;
    /** By subscriber: when its connection ended. */
    private final long[] wentNanos;
    /** By subscriber: when it began to come back. */
    private final long[] cameNanos;
    /** By subscriber: publications that it had missed when it was back, and has not received since. */
    private final int[] behind;
    /** Subscribers that end their connection. */
    private final BitSet leaving = new BitSet();
    /** Subscribers that are back, and have not been told whether anything is missing. */
    private final BitSet untold = new BitSet();

    private @Nullable Timetable times;
    private boolean over;
    private long lastBackNanos = System.nanoTime();

    /** @param first the first client of the loop that subscribes */
    Resuming(TesterLoop loop, ConnectionControl control, Breaks plan, int first, ResumeTally tally) {
        this.loop = loop;
        this.control = control;
        this.connections = loop.connections();
        this.plan = plan;
        this.how = loop.plan().target().dialect().resumption().orElseThrow();
        this.tally = tally;
        control.countAgainIn(tally.returns.opening);
        this.first = first;
        int subscribers = connections.size() - first;
        int firstSubscriber = loop.share().first(loop.plan().connections());
        this.staying = Math.clamp(plan.stay() - (long) firstSubscriber, 0, subscribers);
        this.positions = new StreamPositions(how, subscribers);
        this.wentNanos = new long[subscribers];
        Arrays.fill(wentNanos, HERE);
        this.cameNanos = new long[subscribers];
        this.behind = new int[subscribers];
    }

    boolean stays(int client) {
        return client - first < staying;
    }

    // ---- breaking off

    void begin(Timetable timetable) {
        times = timetable;
        int breaking = wentNanos.length - staying;
        if (breaking == 0) {
            return;
        }
        loop.at(
                timetable.measureNanos(),
                plan.perSecond()
                        .<Runnable>map(share -> {
                            Pacer pacer = new Pacer(new Rate(share * breaking), timetable.measureNanos());
                            return () -> breakSome(pacer);
                        })
                        .orElse(this::breakAll));
    }

    void end() {
        over = true;
    }

    /** Whether all are back, and what came of it has been seen. */
    boolean isSettled() {
        return tally.returns.missing() == 0 && System.nanoTime() - lastBackNanos > SETTLE_NANOS;
    }

    private void breakAll() {
        for (int subscriber = staying; subscriber < wentNanos.length; subscriber++) {
            breakOff(first + subscriber);
        }
    }

    private void breakSome(Pacer pacer) {
        while (!over && pacer.tryTake(System.nanoTime())) {
            breakOff(first + random.nextInt(staying, wentNanos.length));
        }
        if (!over) {
            loop.after(Math.max(LOOK_NANOS, pacer.nanosUntilNext(System.nanoTime())), () -> breakSome(pacer));
        }
    }

    private void breakOff(int client) {
        int subscriber = client - first;
        boolean here = connections.of(client) != null && wentNanos[subscriber] == HERE;
        if (!here || !positions.isKnown(subscriber)) {
            return;
        }
        go(subscriber);
        leaving.set(subscriber);
        if (random.nextDouble() < plan.polite()) {
            control.leave(client);
        } else {
            control.drop(client);
        }
    }

    private void go(int subscriber) {
        wentNanos[subscriber] = System.nanoTime();
        behind[subscriber] = 0;
        untold.clear(subscriber);
        tally.returns.gone.increment();
    }

    // ---- coming back

    /** The connection ended as it should. */
    void onGone(int client) {
        leaving.clear(client - first);
        long pause = plan.away().nanos(random);
        cameNanos[client - first] = System.nanoTime() + pause;
        control.comeAgain(client, pause);
    }

    /** The server ended the connection, perhaps before the subscriber was ready, or during its closing handshake. */
    void onLost(int client) {
        int subscriber = client - first;
        if (leaving.get(subscriber)) {
            return;
        }
        if (wentNanos[subscriber] == HERE) {
            go(subscriber);
        }
        onGone(client);
    }

    /** The request of a client that knows its position. */
    Optional<ClientRequest> request(int client, int topic, Requests requests) {
        int subscriber = client - first;
        boolean asks = how.path().isPresent() || !how.headers().isEmpty();
        return wentNanos[subscriber] != HERE && asks && positions.isKnown(subscriber)
                ? Optional.of(requests.resuming(client, topic, text -> positions.fill(text, subscriber)))
                : Optional.empty();
    }

    /** The first messages of such a client; empty if it sends those of all clients. */
    List<String> messages(int client) {
        int subscriber = client - first;
        return wentNanos[subscriber] != HERE && positions.isKnown(subscriber)
                ? how.messages().stream()
                        .map(text -> positions.fill(text, subscriber))
                        .toList()
                : List.of();
    }

    /** The subscriber is there; of what is published, so many had not come to it. */
    void onOpen(int client, int missed) {
        int subscriber = client - first;
        if (wentNanos[subscriber] == HERE || times == null) {
            return;
        }
        long now = System.nanoTime();
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - times.startNanos());
        tally.returns.countBack(now - wentNanos[subscriber], Math.max(0, second));
        wentNanos[subscriber] = HERE;
        lastBackNanos = now;
        untold.set(subscriber);
        behind[subscriber] = missed;
        if (missed == 0) {
            Latencies.record(tally.caughtUp, now - cameNanos[subscriber]);
        }
    }

    /** Is told whether anything is missing, before the publications of the message are read. */
    void beforeReading(int client, ByteBuffer message) {
        int subscriber = client - first;
        int answer = untold.get(subscriber) ? Bytes.indexOf(message, ANSWER) + ANSWER.length : 0;
        if (answer >= ANSWER.length && answer < message.limit()) {
            untold.clear(subscriber);
            (message.get(answer) == 't' ? tally.recovered : tally.unrecovered).increment();
        }
    }

    /** Notes where the subscriber is; the last publication of the message lies between two indexes. */
    void afterReading(int client, ByteBuffer message, int start, int end) {
        positions.onMessage(client - first, message, start, end);
    }

    void onId(int client, ByteBuffer id) {
        positions.onId(client - first, id);
    }

    /** A publication came that had not come before. */
    void onNew(int client) {
        int subscriber = client - first;
        if (behind[subscriber] > 0 && --behind[subscriber] == 0) {
            Latencies.record(tally.caughtUp, System.nanoTime() - cameNanos[subscriber]);
        }
        if (behind[subscriber] == 0) {
            untold.clear(subscriber);
        }
    }
}
