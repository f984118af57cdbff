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

/** The event streams of one loop. All streams that are between two events share one reader. */
public final class ClientEventStreams {
    private final EventHandler handler;
    private final Stream plain;
    private final Stream chunked;

    public ClientEventStreams(EventHandler handler) {
        this.handler = handler;
        this.plain = new Stream(false);
        this.chunked = new Stream(true);
    }

    /** Returns the receiver of the stream that follows the head of {@code answer}. */
    public Receiver receiver(ResponseHead answer) {
        Stream idle = HeaderValues.contain(answer.values("Transfer-Encoding"), "chunked") ? chunked : plain;
        return new Stream(idle, idle.newBody(true));
    }

    /** The receiver of one stream that has not begun or is within an event, or of all streams between two events. */
    private final class Stream implements Receiver {
        private final boolean inChunks;
        /** The receiver of all streams between two events, which may be this one. */
        private final Stream idle;

        private StreamBody body;

        /** Creates the receiver of all streams between two events. */
        Stream(boolean inChunks) {
            this.inChunks = inChunks;
            this.idle = this;
            this.body = newBody(false);
        }

        /** Creates the receiver of one stream, until it is between two events. */
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
                // Also after a failure of the handler, because another connection must not read the remaining state.
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

        /** Reads bytes of a stream. Closes the connection at the end of the stream, or if it violates the protocol. */
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
