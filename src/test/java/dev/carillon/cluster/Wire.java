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

/** A proxy between two nodes, which can delay, hold and cut connections. */
final class Wire implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final NetClient client = vertx.createNetClient();
    private final List<NetSocket> sockets = new ArrayList<>();
    private final int port;
    private boolean stands;
    private boolean refuses;
    private int delayMillis;

    /** Leads to {@code target} on this machine. */
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

    /** Delays bytes from now on; to be called before there is a connection. */
    void delay(int millis) throws InterruptedException {
        onLoop(() -> delayMillis = millis);
    }

    int port() {
        return port;
    }

    /** Closes all connections; new ones are accepted. */
    void cut() throws InterruptedException {
        onLoop(() -> {
            List.copyOf(sockets).forEach(socket -> socket.close().onFailure(gone -> {}));
            sockets.clear();
        });
    }

    /** Closes every connection from now on. */
    void refuse() throws InterruptedException {
        onLoop(() -> refuses = true);
        cut();
    }

    /** Ends {@link #refuse}. */
    void accept() throws InterruptedException {
        onLoop(() -> refuses = false);
    }

    /** Passes on nothing and closes nothing, like a node that hangs. */
    void stand() throws InterruptedException {
        onLoop(() -> {
            stands = true;
            sockets.forEach(NetSocket::pause);
        });
    }

    /** Ends {@link #stand}. */
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
