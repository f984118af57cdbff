package dev.carillon.loadtest.run;

import dev.carillon.loadtest.run.Messages.Reading;
import dev.carillon.loadtest.run.Messages.Writing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection over which one side asks and the other answers, not always in order; belongs to the loop of the side that
 * asks. When it is cut, every question is answered with what was to stand for that.
 */
final class RequestChannel {
    /** In place of the number of a question: why the other side will answer no more. */
    static final int LAST_WORDS = -1;

    private final NetSocket socket;
    private final Map<Integer, Asked<?>> asked = new LinkedHashMap<>();
    private String lastWords = "";
    private int asks;
    private boolean cut;

    private record Asked<T>(Reading<T> reading, T otherwise, Promise<T> answer) {

        void answer(DataInputStream in) throws IOException {
            String failure = in.readUTF();
            if (failure.isEmpty()) {
                answer.complete(reading.from(in));
            } else {
                answer.fail(failure);
            }
        }

        void giveUp() {
            answer.complete(otherwise);
        }
    }

    RequestChannel(NetSocket socket) {
        this.socket = socket;
    }

    /** Brings what {@code reading} makes of the answer, or {@code otherwise} when there will be none. */
    <T> Future<T> ask(Request kind, Writing body, Reading<T> reading, T otherwise) {
        if (cut) {
            return Future.succeededFuture(otherwise);
        }
        int id = asks++;
        Asked<T> question = new Asked<>(reading, otherwise, Promise.promise());
        asked.put(id, question);
        socket.write(Messages.message(out -> {
                    out.writeInt(id);
                    out.writeUTF(kind.name());
                    body.to(out);
                }))
                .onFailure(failure -> cut());
        return question.answer().future();
    }

    /** Asks for something of which there is nothing to be told. */
    Future<Void> step(Request kind, Writing body) {
        return ask(kind, body, in -> true, true).mapEmpty();
    }

    /** An answer came. */
    void hear(byte[] message) {
        try (DataInputStream in = Messages.in(message)) {
            int id = in.readInt();
            if (id == LAST_WORDS) {
                lastWords = in.readUTF();
            } else if (asked.containsKey(id)) {
                asked.remove(id).answer(in);
            }
        } catch (IOException cutShort) {
            throw new UncheckedIOException(cutShort);
        }
    }

    void cut() {
        cut = true;
        Map<Integer, Asked<?>> left = Map.copyOf(asked);
        asked.clear();
        left.values().forEach(Asked::giveUp);
    }

    boolean isCut() {
        return cut;
    }

    /** What the other side said of its end; empty when it could not. */
    String lastWords() {
        return lastWords;
    }
}
