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
 * What all WebSockets of one loop and role share: the settings, and one frame reader for all of them that are between
 * two messages. So a WebSocket that is silent has no state beyond its connection.
 */
public final class WebSockets {
    private static final byte[] NOTHING = {};
    private static final byte[] PING = Frames.ping(NOTHING);

    private final Role role;
    private final WebSocketSettings settings;
    private final Dispatch dispatch = new Dispatch();
    /** One key for all: an endpoint that chooses the payloads itself has nothing to hide from proxies (RFC 6455, 10.3). */
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

    /** What the messages of all peers take that are not whole yet. */
    public HeldBytes held() {
        return held;
    }

    /** A receiver for any number of connections whose messages go to {@code handler}. */
    public Receiver receiver(WebSocketHandler handler) {
        return receiver(handler, false);
    }

    /**
     * The same for connections of one kind.
     *
     * @param deflate whether they agreed on permessage-deflate, so that messages may come deflated (RFC 7692)
     */
    public Receiver receiver(WebSocketHandler handler, boolean deflate) {
        return new Open(deflate ? deflating : plain, handler);
    }

    /** The same with another bound for the messages of a peer than the settings have. */
    public Receiver receiver(WebSocketHandler handler, boolean deflate, int maxMessageBytes) {
        return new Open(new FrameReaders(this, maxMessageBytes, deflate), handler);
    }

    /** Whether neither side of {@code connection} has said that it will close. */
    public static boolean isOpen(Connection connection) {
        return connection.isOpen() && connection.receiver() instanceof WebSocketState state && state.isOpen();
    }

    /**
     * Begins the closing handshake (RFC 6455, 7.1.2): sends a close frame, ignores further messages, and ends the
     * connection when the peer has answered or the close timeout has gone. Does nothing to one that is closing already.
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

    /** Sends a close frame to a peer that may come again after {@code reconnectAfter}, and closes the connection. */
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
            // Also when a handler failed: what it leaves behind must never become another connection's.
            if (!reader.isIdle()) {
                open.readers().replaceSpare();
                leave(reader, open, connection);
            }
        }
    }

    /** Leaves {@code reader}, which stands in the middle of something, to the connection that it has read. */
    private static void leave(FrameReader reader, Open open, Connection connection) {
        if (connection.receiver().equals(open)) {
            connection.receiver(new MidMessage(open, reader));
        } else if (connection.receiver() instanceof Closing closing && connection.isOpen()) {
            closing.goOnWith(reader);
        } else {
            reader.forget();
        }
    }

    /** Feeds {@code bytes} to {@code reader}; a peer that broke the protocol is told so and not listened to any more. */
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

    /** RFC 6455, 7.1.7: the peer is told, and what it sends from now on has no meaning. */
    private void fail(Connection connection, WebSocketState state, ProtocolViolation violation) {
        if (connection.receiver() instanceof Closing closing) {
            closing.ignoringInput();
            connection.finish();
        } else if (connection.isOpen()) {
            String reason = Objects.requireNonNull(violation.getMessage());
            giveUp(connection, state, CloseCause.VIOLATION, violation.closeCode(), reason);
        }
    }

    /** An error of our own: the peer is told what it can be told, where neither side has sent a close frame. */
    void fault(Connection connection, Open state) {
        giveUp(connection, state, CloseCause.FAULT, CloseCode.INTERNAL_ERROR, "an internal error of the service");
    }

    private void giveUp(Connection connection, WebSocketState state, CloseCause cause, int code, String reason) {
        connection.receiver(new Closing(state, connection, cause, code).ignoringInput());
        connection.send(closeFrame(code, reason));
        connection.finish();
    }

    /**
     * The peer's close frame: answered with its own code (RFC 6455, 5.5.1), or the answer to ours.
     *
     * @param more whether more came behind it: then the socket must not be closed before the peer closes it, since the
     *     reset that answers what nobody reads may overtake our frame (7.1.1)
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

    /** The idle timeout counts what the peer sent, never what we did: a broadcast proves nothing about its readers. */
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

    /** Passes what a reader found to the handler of the connection that is being read. */
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
        public boolean isListening() {
            return connection().isOpen() && !(connection().receiver() instanceof Closing closing && closing.ignoresInput());
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
            // While a frame is handed over the limit stands behind it.
            boolean more = Objects.requireNonNull(bytes).limit() < end;
            onPeerClose(connection(), state(), code, more);
        }

        /** After a close frame of ours only the peer's still counts. */
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
