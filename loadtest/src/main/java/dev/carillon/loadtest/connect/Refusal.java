package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ClientHandshake;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The answer of a server that refused a handshake: the status and the first line of the content. */
final class Refusal {
    private static final int CONTENT_MAX = 1024;

    private final ClientHandshake.Failed answer;
    private final ByteBuffer content = ByteBuffer.allocate(CONTENT_MAX);

    Refusal(ClientHandshake.Failed answer) {
        this.answer = answer;
    }

    /** Adds content that follows the head, up to 1024 bytes in total; the rest is ignored. */
    void add(ByteBuffer bytes) {
        int length = Math.min(bytes.remaining(), content.remaining());
        content.put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.limit());
    }

    /** Whether the first line has arrived, or the limit is reached. */
    boolean isComplete() {
        return !words().isEmpty() || !content.hasRemaining();
    }

    /** The failure for this refusal. It is lasting if the next try will receive the same answer. */
    OpeningFailure failure() {
        boolean lasts = answer.status().isEmpty()
                || FirstAnswers.isLasting(answer.status().getAsInt());
        return new OpeningFailure(
                FailureClass.BAD_HANDSHAKE,
                ServerText.joined(answer.message(), words()),
                lasts ? Optional.of(answer.failure() + " " + answer.status()) : Optional.empty());
    }

    private String words() {
        return ServerText.firstLine(content.duplicate().flip());
    }
}
