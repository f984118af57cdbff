package dev.carillon.loadtest.run;

import dev.carillon.loadtest.run.Messages.Reading;
import dev.carillon.loadtest.run.Messages.Writing;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two processes of a tester, after a {@link ChannelHandshake} has authenticated both. One side
 * sends requests and the other answers them, in any order. When the connection ends, each open request gets the
 * substitute for its answer that was given with it. Belongs to the loop of its side.
 */
final class Channel {
    /** The most bytes of a message. The spread of 100,000 publications takes 800 kB. */
    static final int LENGTH_MAX = 64 << 20;

    /** Stands in place of the number of a request: the message is the reason why the other side ends. */
    private static final int LAST_WORDS = -1;

    private final NetSocket socket;
    /** The outstanding answers by the numbers of their requests. An answer is empty if the connection has ended. */
    private final Map<Integer, Promise<Optional<DataInputStream>>> asked = new LinkedHashMap<>();

    private final Promise<Void> end = Promise.promise();
    /** Null on the side that sends requests. */
    private @Nullable Service service;

    private String lastWords = "";
    private int asks;
    private boolean closed;

    /** Answers the requests of the other side. */
    interface Service {
        Future<Writing> answer(Request request, DataInputStream in) throws IOException;
    }

    Channel(NetSocket socket) {
        this.socket = socket;
        socket.closeHandler(gone -> onClose());
    }

    SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    // ---- the side that sends requests

    /** Sends a request. The result is the answer, read by {@code reading}, or {@code otherwise} if there is none. */
    <T> Future<T> ask(Request kind, Writing body, Reading<T> reading, T otherwise) {
        if (isClosed()) {
            return Future.succeededFuture(otherwise);
        }
        int id = asks++;
        Promise<Optional<DataInputStream>> answer = Promise.promise();
        asked.put(id, answer);
        send(out -> {
            out.writeInt(id);
            out.writeUTF(kind.name());
            body.to(out);
        });
        return answer.future()
                .compose(in -> in.isPresent() ? read(in.get(), reading) : Future.succeededFuture(otherwise));
    }

    private static <T> Future<T> read(DataInputStream answer, Reading<T> reading) {
        try {
            String failure = answer.readUTF();
            return failure.isEmpty() ? Future.succeededFuture(reading.from(answer)) : Future.failedFuture(failure);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Future.failedFuture("sent an answer that cannot be read: " + unreadable.getMessage());
        }
    }

    /** Sends a request whose answer has no content. Completes with the answer or the end of the connection. */
    Future<Void> step(Request kind, Writing body) {
        return ask(kind, body, in -> true, true).mapEmpty();
    }

    /** The reason for its end that the other side sent; empty if it sent none. */
    String lastWords() {
        return lastWords;
    }

    // ---- the side that answers

    /** Lets {@code answering} answer each request from now on. No answer is sent if its future never completes. */
    void serve(Service answering) {
        service = answering;
    }

    /** Sends the reason why this side ends, and ends the connection. */
    void end(String reason) {
        send(out -> {
            out.writeInt(LAST_WORDS);
            out.writeUTF(reason);
        });
        end();
    }

    // ---- both sides

    /** Handles a message of the other side. */
    void onMessage(byte[] message) {
        try (DataInputStream in = Messages.in(message)) {
            int id = in.readInt();
            if (service != null) {
                service.answer(Request.valueOf(in.readUTF()), in).onComplete(done -> answer(id, done));
            } else if (id == LAST_WORDS) {
                lastWords = in.readUTF();
            } else if (asked.containsKey(id)) {
                asked.remove(id).complete(Optional.of(in));
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            end();
        }
    }

    /** Completes when the connection has ended. */
    Future<Void> ended() {
        return end.future();
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the connection after everything that was written has been sent. */
    void end() {
        socket.end().onFailure(gone -> onClose());
    }

    private void answer(int id, AsyncResult<Writing> done) {
        send(out -> {
            out.writeInt(id);
            out.writeUTF(done.succeeded() ? "" : reason(done.cause()));
            if (done.succeeded()) {
                done.result().to(out);
            }
        });
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isEmpty() ? cause.toString() : message;
    }

    private void send(Writing message) {
        socket.write(Messages.message(message)).onFailure(gone -> onClose());
    }

    private void onClose() {
        closed = true;
        List<Promise<Optional<DataInputStream>>> left = List.copyOf(asked.values());
        asked.clear();
        left.forEach(answer -> answer.complete(Optional.empty()));
        end.tryComplete();
    }
}
