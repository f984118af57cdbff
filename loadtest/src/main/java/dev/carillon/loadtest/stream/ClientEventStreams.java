package dev.carillon.loadtest.stream;

import dev.carillon.frame.CloseCode;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.websocket.CloseCause;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** Shared by all event streams of one loop: their handler, and a reader for all that are between two events. */
public final class ClientEventStreams {
    private final EventHandler handler;
    private final Stream plain;
    private final Stream chunked;

    public ClientEventStreams(EventHandler handler) {
        this.handler = handler;
        this.plain = new Stream(false);
        this.chunked = new Stream(true);
    }

    /** Reads a stream that begins behind the head of {@code answer}. */
    public Receiver receiver(ResponseHead answer) {
        Stream idle = HeaderValues.contain(answer.values("Transfer-Encoding"), "chunked") ? chunked : plain;
        return new Stream(idle, idle.newBody(true));
    }

    /** One stream in the middle of an event, or that has not begun; or all streams that are between two events. */
    private final class Stream implements Receiver {
        private final boolean inChunks;
        /** The one that serves all streams between two events, which may be this. */
        private final Stream idle;

        private StreamBody body;

        /** Serves all streams between two events. */
        Stream(boolean inChunks) {
            this.inChunks = inChunks;
            this.idle = this;
            this.body = newBody(false);
        }

        /** Serves one stream, until it is between two events. */
        Stream(Stream idle, StreamBody body) {
            this.inChunks = idle.inChunks;
            this.idle = idle;
            this.body = body;
        }

        StreamBody newBody(boolean atBeginning) {
            return new StreamBody(new EventStreamReader(handler, atBeginning), inChunks);
        }

        @Override
        public void onOpen(Connection connection) {
            handler.onOpen(connection);
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            StreamBody read = body;
            try {
                read(connection, bytes);
            } finally {
                // Also when the handler failed: what is left must never become another connection's.
                if (idle == this && !read.isIdle()) {
                    body = newBody(false);
                    goOn(connection, new Stream(this, read));
                } else if (idle != this && read.isIdle()) {
                    goOn(connection, idle);
                }
            }
        }

        private void goOn(Connection connection, Stream next) {
            if (connection.receiver().equals(this)) {
                connection.receiver(next);
            }
        }

        /** A stream that violates the rules ends. */
        private void read(Connection connection, ByteBuffer bytes) {
            try {
                body.read(connection, bytes);
                if (body.hasEnded()) {
                    connection.close(Ending.PEER_CLOSED);
                }
            } catch (ProtocolException invalid) {
                connection.receiver(Receiver.NOBODY);
                connection.close(Ending.CLOSED_HERE);
                handler.onClosed(connection, CloseCause.VIOLATION, CloseCode.ABNORMAL_CLOSURE);
            }
        }

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {
            handler.onClosed(connection, CloseCause.of(ending), CloseCode.ABNORMAL_CLOSURE);
        }
    }
}
