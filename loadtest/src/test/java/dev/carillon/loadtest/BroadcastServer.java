package dev.carillon.loadtest;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small broadcast server on plain Vert.x that misbehaves on purpose and counts its own faults. Each path is a topic.
 * A single event loop runs it.
 */
final class BroadcastServer implements AutoCloseable {
    /** Checks for blocked threads every 60 s only, so that a stall on purpose is not logged. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setBlockedThreadCheckInterval(60_000));

    private final HttpServer server;
    private final Fault fault;
    private final int every;
    private final Map<String, Set<Member>> topics = new HashMap<>();
    private final AtomicLong faults = new AtomicLong();
    private final Map<Integer, Long> closes = new ConcurrentHashMap<>();
    private final CountDownLatch underWay = new CountDownLatch(UNDER_WAY);
    /** A fixed seed makes the random faults the same in every run of the tests. */
    private final Random random = new Random(20_261_122);

    private long chances;

    static final Duration DELAY = Duration.ofMillis(300);
    static final Duration STALL = Duration.ofSeconds(2);

    /** Number of publications after which a run without warm-up has begun to measure. */
    private static final int UNDER_WAY = 3;

    private static final List<Integer> CODES = List.of(1001, 1011, 1012, 1013);

    /** The ways in which the server can misbehave. */
    enum Fault {
        NONE,
        DROP,
        DUPLICATE,
        REORDER,
        GARBLE,
        MISROUTE,
        CLOSE,
        /** The server closes its port and all its connections during the run. */
        GONE,
        /** As {@link #CLOSE}, but with a random code, and at random with a probability of 1 in {@code every}. */
        CLOSE_AT_RANDOM,
        /** A delivery is sent {@link #DELAY} later; the deliveries after it do not wait. */
        DELAY,
        /** The loop blocks for {@link #STALL}, at chance number {@code every} only. */
        STALL,
        REFUSE
    }

    private static final class Member {
        private final ServerWebSocket socket;
        private boolean publishes;
        private @Nullable String held;

        Member(ServerWebSocket socket) {
            this.socket = socket;
        }

        void send(String text) {
            socket.writeTextMessage(text).onFailure(gone -> publishes = true);
        }
    }

    /** Misbehaves once in {@code every} chances. A chance is a delivery to a subscriber, or a handshake. */
    BroadcastServer(Fault fault, int every) {
        this.fault = fault;
        this.every = every;
        this.server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(4096))
                .webSocketHandshakeHandler(this::judge)
                .webSocketHandler(this::welcome);
        server.listen(0, "127.0.0.1").await();
    }

    String url(String path) {
        return "ws://127.0.0.1:" + server.actualPort() + path;
    }

    /** Number of times that it misbehaved. */
    long faults() {
        return faults.get();
    }

    /** Waits until a run without warm-up has begun to measure: until several publications were received. */
    void awaitPublications() throws InterruptedException {
        underWay.await();
    }

    /** Number of connections that it closed at random, by close code. */
    Map<Integer, Long> closes() {
        return Map.copyOf(closes);
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void judge(ServerWebSocketHandshake handshake) {
        if (fault == Fault.REFUSE && misbehaves()) {
            handshake.reject(503).onFailure(gone -> {});
        } else {
            handshake.accept().onFailure(gone -> {});
        }
    }

    private void welcome(ServerWebSocket socket) {
        Member member = new Member(socket);
        Set<Member> topic = topics.computeIfAbsent(socket.path(), path -> new HashSet<>());
        topic.add(member);
        socket.textMessageHandler(text -> {
            member.publishes = true;
            underWay.countDown();
            List.copyOf(topic).forEach(each -> deliver(each, text));
        });
        socket.closeHandler(closed -> topic.remove(member));
        socket.exceptionHandler(lost -> {});
    }

    /** Misbehaves towards subscribers only, because the tester does not check what its publishers receive. */
    private void deliver(Member member, String text) {
        if (member.held != null) {
            release(member, text);
        } else if (member.publishes || fault == Fault.REFUSE || fault == Fault.NONE || !misbehaves()) {
            member.send(text);
        } else {
            misbehave(member, text);
        }
    }

    private void misbehave(Member member, String text) {
        switch (fault) {
            case NONE, REFUSE, DROP -> {}
            case DUPLICATE -> {
                member.send(text);
                member.send(text);
            }
            case REORDER -> member.held = text;
            case GARBLE -> member.send(text.substring(0, text.length() - 1) + "#");
            case MISROUTE -> {
                member.send(text);
                topics.values().stream()
                        .flatMap(Set::stream)
                        .filter(other ->
                                !other.publishes && !other.socket.path().equals(member.socket.path()))
                        .findFirst()
                        .orElseThrow()
                        .send(text);
            }
            case CLOSE -> close(member, 1012);
            case GONE -> {
                server.close().onFailure(gone -> {});
                topics.values().stream()
                        .flatMap(Set::stream)
                        .forEach(each -> each.socket.close().onFailure(gone -> {}));
                topics.clear();
            }
            case CLOSE_AT_RANDOM -> {
                int code = CODES.get(random.nextInt(CODES.size()));
                closes.merge(code, 1L, Long::sum);
                close(member, code);
            }
            case DELAY -> vertx.setTimer(DELAY.toMillis(), late -> member.send(text));
            case STALL -> {
                stall();
                member.send(text);
            }
        }
    }

    private void close(Member member, int code) {
        topics.values().forEach(topic -> topic.remove(member));
        member.socket.close((short) code, "again").onFailure(gone -> {});
    }

    /** Blocks the loop, as a long garbage collection would. */
    private static void stall() {
        long end = System.nanoTime() + STALL.toNanos();
        for (long left = STALL.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void release(Member member, String text) {
        String late = Objects.requireNonNull(member.held);
        member.held = null;
        member.send(text);
        member.send(late);
    }

    private boolean misbehaves() {
        chances++;
        boolean now = switch (fault) {
            case CLOSE_AT_RANDOM -> random.nextInt(every) == 0;
            case STALL -> chances == every;
            default -> chances % every == 0;
        };
        if (!now) {
            return false;
        }
        faults.incrementAndGet();
        return true;
    }
}
