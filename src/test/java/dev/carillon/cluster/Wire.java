package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What lies between two nodes: brings the bytes of all connections on, until it is cut or stands still. */
final class Wire implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final NetClient client = vertx.createNetClient();
    private final List<NetSocket> sockets = new ArrayList<>();
    private final int port;
    private boolean stands;
    private boolean refuses;
    private int delayMillis;

    /** To {@code target} on this machine. */
    Wire(int target) {
        NetServer server = vertx.createNetServer().connectHandler(from -> {
            from.pause();
            if (refuses) {
                from.close().onFailure(gone -> {});
                return;
            }
            client.connect(target, "127.0.0.1")
                    .onSuccess(to -> {
                        bring(from, to);
                        bring(to, from);
                    })
                    .onFailure(failure -> from.close().onFailure(gone -> {}));
        });
        Promise<NetServer> listening = Promise.promise();
        loop.runOnContext(now -> server.listen(0, "127.0.0.1").onComplete(listening));
        this.port = get(listening.future()).actualPort();
    }

    private void bring(NetSocket from, NetSocket to) {
        sockets.add(from);
        from.handler(bytes -> write(to, bytes));
        from.closeHandler(closed -> to.close().onFailure(gone -> {}));
        from.exceptionHandler(failure -> {});
        if (stands) {
            from.pause();
        } else {
            from.resume();
        }
    }

    private void write(NetSocket to, Buffer bytes) {
        if (delayMillis == 0) {
            to.write(bytes).onFailure(gone -> {});
        } else {
            vertx.setTimer(delayMillis, now -> to.write(bytes).onFailure(gone -> {}));
        }
    }

    /** What comes from now on is brought so much later; to be called before there is a connection. */
    void delay(int millis) throws InterruptedException {
        onLoop(() -> delayMillis = millis);
    }

    int port() {
        return port;
    }

    /** Ends all connections; new ones are made. */
    void cut() throws InterruptedException {
        onLoop(() -> {
            List.copyOf(sockets).forEach(socket -> socket.close().onFailure(gone -> {}));
            sockets.clear();
        });
    }

    /** From now on no connection lasts. */
    void refuse() throws InterruptedException {
        onLoop(() -> refuses = true);
        cut();
    }

    /** The end of {@link #refuse}. */
    void accept() throws InterruptedException {
        onLoop(() -> refuses = false);
    }

    /** Brings nothing, and ends nothing: as a node that is stopped. */
    void stand() throws InterruptedException {
        onLoop(() -> {
            stands = true;
            sockets.forEach(NetSocket::pause);
        });
    }

    /** The end of {@link #stand}. */
    void go() throws InterruptedException {
        onLoop(() -> {
            stands = false;
            sockets.forEach(NetSocket::resume);
        });
    }

    private void onLoop(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.runOnContext(now -> {
            task.run();
            done.countDown();
        });
        done.await();
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
