package dev.carillon.loadtest.stream;

import dev.carillon.frame.CloseCode;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.websocket.CloseCause;
import java.nio.ByteBuffer;

/** Shared by all event streams of one loop: their handler, and a reader for all that are between two events. */
public final class ClientEventStreams {
    private final EventHandler handler;
    private final Between plain;
    private final Between chunked;

    public ClientEventStreams(EventHandler handler) {
        this.handler = handler;
        this.plain = new Between(false);
        this.chunked = new Between(true);
    }

    /** Reads a stream that begins behind the head of {@code answer}. */
    public Receiver receiver(ResponseHead answer) {
        Between others = HeaderValues.contain(answer.values("Transfer-Encoding"), "chunked") ? chunked : plain;
        return new Within(others, others.body(true));
    }

    /** A stream, whichever state it is in. A server that breaks the rules is not listened to any more. */
    private abstract sealed class Stream implements Receiver permits Between, Within {

        final void read(Connection connection, StreamBody body, ByteBuffer bytes) {
            try {
                body.read(connection, bytes);
                if (body.hasEnded()) {
                    connection.close(Ending.PEER_CLOSED);
                }
            } catch (InvalidStream invalid) {
                connection.receiver(Receiver.NOBODY);
                connection.close(Ending.CLOSED_HERE);
                handler.onClosed(connection, CloseCause.VIOLATION, CloseCode.ABNORMAL_CLOSURE);
            }
        }

        @Override
        public final void onOpen(Connection connection) {
            handler.onOpen(connection);
        }

        @Override
        public final void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

        @Override
        public final void onClosed(Connection connection, Ending ending) {
            handler.onClosed(connection, CloseCause.of(ending), CloseCode.ABNORMAL_CLOSURE);
        }
    }

    /** All streams that are between two events. */
    private final class Between extends Stream {
        private final boolean inChunks;
        private StreamBody spare;

        Between(boolean inChunks) {
            this.inChunks = inChunks;
            this.spare = body(false);
        }

        StreamBody body(boolean atBeginning) {
            EventStreamReader events = new EventStreamReader(handler, atBeginning);
            return inChunks ? new ChunkedStreamBody(events) : new StreamBody(events);
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            StreamBody body = spare;
            try {
                read(connection, body, bytes);
            } finally {
                // Also when the handler failed: what is left must never become another connection's.
                if (!body.isIdle()) {
                    spare = body(false);
                    goOnWithin(connection, body);
                }
            }
        }

        private void goOnWithin(Connection connection, StreamBody body) {
            if (connection.receiver().equals(this)) {
                connection.receiver(new Within(this, body));
            }
        }
    }

    /** One stream in the middle of an event, or that has not begun. */
    private final class Within extends Stream {
        private final Between others;
        private final StreamBody body;

        Within(Between others, StreamBody body) {
            this.others = others;
            this.body = body;
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            read(connection, body, bytes);
            if (body.isIdle() && connection.receiver().equals(this)) {
                connection.receiver(others);
            }
        }
    }
}
