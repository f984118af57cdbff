package dev.carillon.loadtest.stream;

import dev.carillon.lane.Connection;
import java.nio.ByteBuffer;

/** The content of an answer, whose end is that of the connection. */
sealed class StreamBody permits ChunkedStreamBody {
    private final EventStreamReader events;

    StreamBody(EventStreamReader events) {
        this.events = events;
    }

    void read(Connection connection, ByteBuffer bytes) throws InvalidStream {
        events.read(connection, bytes);
    }

    /** Whether the next bytes may be another stream's of the same kind. */
    boolean isIdle() {
        return events.isIdle();
    }

    /** Whether the server has said that nothing more comes. */
    boolean hasEnded() {
        return false;
    }
}
