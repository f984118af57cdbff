package dev.carillon.websocket;

import dev.carillon.frame.CloseCode;
import dev.carillon.frame.FrameHandler;
import dev.carillon.frame.FrameReader;
import dev.carillon.frame.Frames;
import dev.carillon.frame.HeldBytes;
import dev.carillon.frame.Inflation;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.ProtocolViolation;
import dev.carillon.frame.Role;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state that all WebSockets of one loop and role share: the settings, and one frame reader for all WebSockets that are
 * between two messages. So an idle WebSocket has no state except its connection.
 */
public final class WebSockets {
    private static final byte[] NOTHING = {};
    private static final byte[] PING = Frames.ping(NOTHING);

    private final Role role;
    private final WebSocketSettings settings;
    private final Dispatch dispatch = new Dispatch();
    /**
     * One masking key for all: an endpoint that chooses its own payloads needs no protection against proxies (RFC 6455,
     * 10.3).
     */
    private final MaskedFrames masked = new MaskedFrames(() -> 0x2d5f71b3);

    private final HeldBytes held;
    private final Inflation inflation = new Inflation();
    private final FrameReaders plain;
    private final FrameReaders deflating;

    public WebSockets(Role role, WebSocketSettings settings) {
        this.role = role;
        this.settings = settings;
        this.held = new HeldBytes(settings.heldBytes());
        this.plain = new FrameReaders(this, settings.maxMessageBytes(), false);
        this.deflating = new FrameReaders(this, settings.maxMessageBytes(), true);
    }

    /** The bytes of unfinished messages of all peers. */
    public HeldBytes held() {
        return held;
    }

    /** A receiver for any number of connections, whose messages go to {@code handler}. */
    public Receiver receiver(WebSocketHandler handler) {
        return receiver(handler, false);
    }

    /**
     * The same, with or without compression.
     *
     * @param deflate whether permessage-deflate was negotiated, so that messages may come deflated (RFC 7692)
     */
    public Receiver receiver(WebSocketHandler handler, boolean deflate) {
        return new Open(deflate ? deflating : plain, handler);
    }

    /** The same with another limit for a message than in the settings. */
    public Receiver receiver(WebSocketHandler handler, boolean deflate, int maxMessageBytes) {
        return new Open(new FrameReaders(this, maxMessageBytes, deflate), handler);
    }

    /** Whether neither side of {@code connection} has sent a close frame. */
    public static boolean isOpen(Connection connection) {
        return connection.isOpen() && connection.receiver() instanceof WebSocketState state && state.isOpen();
    }

    /**
     * Begins the closing handshake (RFC 6455, 7.1.2): sends a close frame, ignores further messages, and ends the
     * connection when the peer has answered or the close timeout is over. Does nothing if the connection is closing
     * already.
     */
    public void close(Connection connection, CloseCause cause, int code, String reason) {
        if (connection.receiver() instanceof WebSocketState state && state.isOpen()) {
            Closing closing = new Closing(state, connection, cause, code);
            if (state instanceof MidMessage midMessage) {
                closing.goOnWith(midMessage.reader());
            }
            connection.receiver(closing);
            connection.send(closeFrame(code, reason));
        }
    }

    /** Sends a close frame with the time after which the peer may reconnect, and closes the connection. */
    void shutDown(Connection connection, Duration reconnectAfter) {
        if (connection.receiver() instanceof WebSocketState state && state.isOpen()) {
            state.handler().onShutDown(connection, reconnectAfter);
            String reason = "the service is restarting: reconnect after " + reconnectAfter.toMillis() + " ms";
            close(connection, CloseCause.SHUTDOWN, CloseCode.SERVICE_RESTART, reason);
        }
    }

    // ---- reading

    void read(Open open, Connection connection, ByteBuffer bytes) {
        FrameReader reader = open.readers().spare();
        try {
            read(reader, open, connection, bytes);
        } finally {
            // Also after a failure of a handler: the rest of its message must not become part of another connection's.
            if (!reader.isIdle()) {
                open.readers().replaceSpare();
                leave(reader, open, connection);
            }
        }
    }

    /** Leaves {@code reader}, which is in the middle of a message, to its connection. */
    private static void leave(FrameReader reader, Open open, Connection connection) {
        if (connection.receiver().equals(open)) {
            connection.receiver(new MidMessage(open, reader));
        } else if (connection.receiver() instanceof Closing closing && connection.isOpen()) {
            closing.goOnWith(reader);
        } else {
            reader.forget();
        }
    }

    /**
     * Passes {@code bytes} to {@code reader}. After a violation the peer receives a close frame, and its input is
     * ignored.
     */
    void read(FrameReader reader, WebSocketState state, Connection connection, ByteBuffer bytes) {
        dispatch.begin(connection, state, bytes);
        try {
            reader.read(bytes, dispatch);
        } catch (ProtocolViolation violation) {
            fail(connection, state, violation);
        }
    }

    FrameReader newReader(int maxMessageBytes, boolean deflate) {
        return new FrameReader(role, maxMessageBytes, held, deflate ? inflation : null);
    }

    /** RFC 6455, 7.1.7: sends the reason to the peer and ignores its further input. */
    private void fail(Connection connection, WebSocketState state, ProtocolViolation violation) {
        if (connection.receiver() instanceof Closing closing) {
            closing.ignoringInput();
            connection.finish();
        } else if (connection.isOpen()) {
            String reason = Objects.requireNonNull(violation.getMessage());
            closeIgnoringInput(connection, state, CloseCause.VIOLATION, violation.closeCode(), reason);
        }
    }

    /** An internal error: sends a close frame if neither side has sent one. */
    void fault(Connection connection, Open state) {
        closeIgnoringInput(
                connection, state, CloseCause.FAULT, CloseCode.INTERNAL_ERROR, "an internal error of the service");
    }

    private void closeIgnoringInput(
            Connection connection, WebSocketState state, CloseCause cause, int code, String reason) {
        connection.receiver(new Closing(state, connection, cause, code).ignoringInput());
        connection.send(closeFrame(code, reason));
        connection.finish();
    }

    /**
     * Handles the peer's close frame: answers with the same code (RFC 6455, 5.5.1), or completes our closing handshake.
     *
     * @param more whether more bytes followed: then the peer must close the socket first, because the reset for unread
     *     bytes may overtake our close frame (7.1.1)
     */
    private void onPeerClose(Connection connection, WebSocketState state, int code, boolean more) {
        if (connection.receiver() instanceof Closing) {
            connection.close(Ending.CLOSED_HERE);
            return;
        }
        connection.receiver(new Closing(state, connection, CloseCause.PEER, code).ignoringInput());
        connection.send(closeFrame(code, ""));
        if (role == Role.SERVER && connection.backlogBytes() == 0 && !more) {
            connection.close(Ending.CLOSED_HERE);
        } else {
            connection.finish();
        }
    }

    // ---- keeping alive

    /** Only received bytes restart the idle timeout: a successful send does not show that the peer is alive. */
    void visit(Connection connection, int silentSeconds) {
        long limit = settings.idleTimeout().toSeconds();
        if (limit == 0) {
            return;
        }
        if (silentSeconds >= limit) {
            close(connection, CloseCause.IDLE, CloseCode.GOING_AWAY, "nothing was received for " + limit + " seconds");
        } else if (settings.pings() && 2L * silentSeconds >= limit) {
            connection.sendUrgent(pingFrame());
        }
    }

    int deadline(int nowSeconds) {
        return nowSeconds + (int) settings.closeTimeout().toSeconds();
    }

    private byte[] closeFrame(int code, String reason) {
        if (code == CloseCode.NO_STATUS_RECEIVED) {
            return role == Role.SERVER ? Frames.close() : masked.close();
        }
        return role == Role.SERVER ? Frames.close(code, reason) : masked.close(code, reason);
    }

    private byte[] pingFrame() {
        return role == Role.SERVER ? PING : masked.ping(NOTHING);
    }

    private byte[] pongFrame(byte[] data) {
        return role == Role.SERVER ? Frames.pong(data) : masked.pong(data);
    }

    /** Passes the results of a reader to the handler of the connection that is being read. */
    private final class Dispatch implements FrameHandler {
        private @Nullable Connection reading;
        private @Nullable WebSocketState state;
        private @Nullable ByteBuffer bytes;
        private int end;

        void begin(Connection connection, WebSocketState state, ByteBuffer bytes) {
            this.reading = connection;
            this.state = state;
            this.bytes = bytes;
            this.end = bytes.limit();
        }

        @Override
        public boolean acceptsFrames() {
            return connection().isOpen()
                    && !(connection().receiver() instanceof Closing closing && closing.ignoresInput());
        }

        @Override
        public void onText(ByteBuffer utf8) {
            if (isConversing()) {
                handler().onText(connection(), utf8);
            }
        }

        @Override
        public void onBinary(ByteBuffer data) {
            if (isConversing()) {
                handler().onBinary(connection(), data);
            }
        }

        @Override
        public void onPing(ByteBuffer data) {
            if (isConversing()) {
                byte[] copy = new byte[data.remaining()];
                data.get(copy);
                connection().sendUrgent(pongFrame(copy));
            }
        }

        @Override
        public void onPong(ByteBuffer data) {
            if (isConversing()) {
                handler().onPong(connection());
            }
        }

        @Override
        public void onClose(int code, String reason) {
            // During this call, the limit of the buffer is the end of the frame.
            boolean more = Objects.requireNonNull(bytes).limit() < end;
            onPeerClose(connection(), state(), code, more);
        }

        /** After our close frame, only the peer's close frame counts. */
        private boolean isConversing() {
            return !(connection().receiver() instanceof Closing);
        }

        private Connection connection() {
            return Objects.requireNonNull(reading);
        }

        private WebSocketHandler handler() {
            return state().handler();
        }

        private WebSocketState state() {
            return Objects.requireNonNull(state);
        }
    }
}
