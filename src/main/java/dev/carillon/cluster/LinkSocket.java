package dev.carillon.cluster;

import dev.carillon.cluster.FrameCutter.FrameListener;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One end of the connection between two nodes, by frames; it ends once, and says why. Confined to the loop of the links. */
final class LinkSocket {
    /** What waits in the socket itself, beside the kernel: little, since it is confirmed late. */
    private static final int WRITE_QUEUE_BYTES = 256 * 1024;

    private final NetSocket socket;
    private final FrameCutter cutter;
    private final Consumer<String> onEnd;
    private long lastReceivedNanos = System.nanoTime();
    private boolean ended;

    /** @param onEnd takes the reason, once */
    LinkSocket(NetSocket socket, FrameListener listener, Consumer<String> onEnd) {
        this.socket = socket;
        this.onEnd = onEnd;
        this.cutter = new FrameCutter((kind, body) -> {
            if (!ended) {
                listener.frame(kind, body);
            }
        });
        socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        socket.handler(this::take);
        socket.exceptionHandler(failure -> end(textOf(failure)));
        socket.closeHandler(closed -> end("the other node closed it"));
    }

    /** Some have no message. */
    static String textOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void take(Buffer bytes) {
        lastReceivedNanos = System.nanoTime();
        try {
            cutter.take(bytes);
        } catch (InvalidFrame invalid) {
            end(String.valueOf(invalid.getMessage()));
        }
    }

    /** The other node is one of ours, and may send long frames. */
    void trust() {
        cutter.trust();
    }

    void send(Buffer frames) {
        if (!ended) {
            socket.write(frames).onFailure(failure -> end(textOf(failure)));
        }
    }

    boolean isFull() {
        return socket.writeQueueFull();
    }

    void onRoom(Runnable task) {
        socket.drainHandler(room -> task.run());
    }

    /** Reads no more until {@link #resume}. */
    void pause() {
        socket.pause();
    }

    void resume() {
        lastReceivedNanos = System.nanoTime();
        socket.resume();
    }

    boolean isSilentFor(long millis) {
        return System.nanoTime() - lastReceivedNanos > TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** When anything came for the last time. */
    long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    String remoteHost() {
        return socket.remoteAddress().hostAddress();
    }

    void end(String reason) {
        if (!ended) {
            ended = true;
            socket.close().onFailure(alreadyClosed -> {});
            onEnd.accept(reason);
        }
    }
}
