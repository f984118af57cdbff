package dev.carillon.cluster;

import dev.carillon.cluster.FrameCutter.FrameListener;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One end of the connection between two nodes, by frames; it ends once, and says why. Confined to the loop of the
 * links.
 */
final class LinkSocket {
    /** What waits in the socket itself, beside the kernel: little, since it is confirmed late. */
    private static final int WRITE_QUEUE_BYTES = 256 * 1024;

    /** What Netty says before the system's message: {@code recvAddress(..) failed with error(-5): }. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(.*?\\) failed(?: with error\\(-?\\d+\\))?: ");

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

    /** In a sentence, where it is one of those that a network has; the system's own words name calls and numbers. */
    static String textOf(Throwable failure) {
        String stated = failure.getMessage();
        String message = stated == null ? failure.getClass().getSimpleName() : stated;
        String known = message.toLowerCase(Locale.ROOT);
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
        return SYSTEM_CALL.matcher(message).replaceFirst("");
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

    void onWritable(Runnable task) {
        socket.drainHandler(writable -> task.run());
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
