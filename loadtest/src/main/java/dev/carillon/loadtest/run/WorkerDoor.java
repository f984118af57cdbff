package dev.carillon.loadtest.run;

import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers that this process has started come in: a port of 127.0.0.1. Each proves itself with a secret that it
 * was told when it started; when the connection ends, a worker ends, however this process did. Belongs to one loop.
 */
final class WorkerDoor {
    /** Between the clocks of two processes of one machine there is only what a message takes. */
    private static final long CLOCK_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Vertx vertx;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, WorkerStart> expected = new HashMap<>();
    private int port;

    WorkerDoor(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<Void> open() {
        return vertx.createNetServer()
                .connectHandler(this::welcome)
                .listen(0, "127.0.0.1")
                .onSuccess(open -> port = open.actualPort())
                .mapEmpty();
    }

    /**
     * Starts a worker.
     *
     * @param heapMax in bytes
     * @param plan as {@link Records} have it
     */
    WorkerStart start(long heapMax, Membership membership, byte[] plan) {
        String secret = HexFormat.of().formatHex(random.generateSeed(16));
        WorkerStart workerStart = new WorkerStart(vertx);
        expected.put(secret, workerStart);
        workerStart.end().onComplete(ended -> expected.remove(secret));
        workerStart.start(heapMax, membership.at(port, secret), plan);
        return workerStart;
    }

    /** One connection: the first message says whose it is. */
    private final class Visitor {
        private final NetSocket socket;
        private @Nullable Consumer<byte[]> hearer;

        Visitor(NetSocket socket) {
            this.socket = socket;
        }

        void hear(byte[] message) {
            if (hearer == null) {
                introduce(message);
            } else {
                hearer.accept(message);
            }
        }

        private void introduce(byte[] message) {
            try (DataInputStream in = Messages.in(message)) {
                WorkerStart workerStart = expected.remove(in.readUTF());
                long apart = System.nanoTime() - in.readLong();
                String laneName = in.readUTF();
                if (workerStart != null && apart >= 0 && apart <= CLOCK_NANOS_MAX) {
                    workerStart.come(new WorkerStart.Arrival(socket, laneName, next -> hearer = next));
                    return;
                }
                if (workerStart != null) {
                    workerStart.turnAway(
                            "the clocks of two processes must be the same, and were " + apart + " ns apart");
                }
            } catch (IOException stranger) {
                // Somebody else's connection.
                assert hearer == null;
            }
            hearer = ignored -> {};
            socket.close().onFailure(closed -> socket.pause());
        }
    }

    private void welcome(NetSocket socket) {
        Visitor visitor = new Visitor(socket);
        Messages.hear(socket, visitor::hear);
    }
}
