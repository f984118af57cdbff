package dev.carillon.loadtest.run;

import dev.carillon.config.Version;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Listens on a port of 127.0.0.1 for the workers of this process. They receive its secret when they are started. There
 * is no TLS: on loopback only the superuser of the machine can read the traffic, and a superuser can also read the
 * memory of the processes. A worker ends when its connection ends, so it ends with this process in any case. Belongs to
 * one loop.
 */
final class WorkerListener {
    /**
     * The largest accepted difference between two clock readings. Processes of one machine have the same clock, so the
     * difference is the time that a message takes.
     */
    private static final long CLOCK_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** The longest time of a handshake. Many JVMs may start at the same time, on few processors. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final Secret secret = Secret.random();
    private final Map<Integer, WorkerStart> expected = new HashMap<>();
    private int port;
    private int started;

    /**
     * The answer of a worker that has connected.
     *
     * @param number of its {@link Membership}
     * @param clockNanos its {@link System#nanoTime}
     * @param laneName name of the lane of its loops
     */
    record Joining(int number, long clockNanos, String laneName) {}

    WorkerListener(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<Void> open() {
        return vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .onSuccess(open -> port = open.actualPort())
                .mapEmpty();
    }

    /**
     * Starts a worker.
     *
     * @param heapMax maximum size of its heap in bytes
     * @param plan in the form of {@link Records}
     */
    WorkerStart start(long heapMax, Membership membership, byte[] plan) {
        int number = ++started;
        WorkerStart workerStart = new WorkerStart(vertx);
        expected.put(number, workerStart);
        workerStart.end().onComplete(ended -> expected.remove(number));
        workerStart.start(heapMax, membership.at(port, secret, number), plan);
        return workerStart;
    }

    private void accept(NetSocket socket) {
        ChannelHandshake.accept(vertx, socket, secret, Version.current(), PATIENCE)
                .onSuccess(channel -> channel.ask(
                                Request.JOIN,
                                Writing.NOTHING,
                                in -> Optional.of(Records.read(Joining.class, in)),
                                Optional.<Joining>empty())
                        .onSuccess(joining -> joining.ifPresent(worker -> join(channel, worker)))
                        .onFailure(unreadable -> channel.end()))
                .onFailure(anotherProgram -> socket.pause());
    }

    private void join(Channel channel, Joining joining) {
        WorkerStart workerStart = expected.remove(joining.number());
        if (workerStart == null) {
            channel.end();
            return;
        }
        long apart = System.nanoTime() - joining.clockNanos();
        if (apart >= 0 && apart <= CLOCK_NANOS_MAX) {
            workerStart.succeed(new WorkerStart.Arrival(channel, joining.laneName()));
        } else {
            workerStart.fail("the clocks of two processes must be the same, and were " + apart + " ns apart");
            channel.end();
        }
    }
}
