package dev.carillon.cluster;

import dev.carillon.cluster.FrameCutter.FrameListener;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One end of the connection between two nodes, which sends and receives frames. It ends once, with a reason. Confined
 * to the loop of the links.
 */
final class LinkSocket {
    /** The bound on bytes in the socket's own queue: small, since they are confirmed late. */
    private static final int WRITE_QUEUE_BYTES = 256 * 1024;

    /** Netty's text before the system's message: {@code recvAddress(..) failed with error(-5): }. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(.*?\\) failed(?: with error\\(-?\\d+\\))?: ");

    private final NetSocket socket;
    private final FrameCutter cutter;
    private final Consumer<String> onEnd;
    private long lastReceivedNanos = System.nanoTime();
    private boolean ended;

    /**
     * @param onEnd receives the reason, once
     */
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

    /** The reason as a sentence for the usual failures of a network, in place of the system's message. */
    static String textOf(Throwable failure) {
        String stated = failure.getMessage();
        // Netty adds the address to the message of the cause, also where that has none.
        if (stated == null || stated.startsWith("null: ")) {
            Throwable cause = failure.getCause();
            return (cause == null ? failure : cause).getClass().getSimpleName();
        }
        String known = stated.toLowerCase(Locale.ROOT);
        if (known.contains("connection refused")) {
            return "nothing listens on the port of its link";
        }
        if (known.contains("reset by peer") || known.contains("broken pipe")) {
            return "the other node broke the connection off";
        }
        if (known.contains("timed out")) {
            return "it does not answer";
        }
        if (known.contains("no route") || known.contains("unreachable")) {
            return "the network has no way to it";
        }
        return SYSTEM_CALL.matcher(stated).replaceFirst("");
    }

    private void take(Buffer bytes) {
        lastReceivedNanos = System.nanoTime();
        try {
            cutter.take(bytes);
        } catch (InvalidFrame invalid) {
            end(String.valueOf(invalid.getMessage()));
        }
    }

    /** Permits long frames, since the other node belongs to the cluster. */
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

    void onWritable(Runnable task) {
        socket.drainHandler(writable -> task.run());
    }

    /** Reads nothing until {@link #resume}. */
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
