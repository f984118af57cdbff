package dev.carillon.websocket;

import dev.carillon.frame.FrameReader;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The state after a close frame was sent: waits for the peer's close frame, or for the end of the socket. */
final class Closing implements WebSocketState {
    private final FrameReaders readers;
    private final WebSocketHandler handler;
    private final CloseCause cause;
    private final int code;
    /** Null until the peer sends more. */
    private @Nullable FrameReader reader;

    private boolean ignoresInput;
    /** Set by the first visit. */
    private int deadlineSecond = -1;

    Closing(WebSocketState before, Connection connection, CloseCause cause, int code) {
        this.readers = before.readers();
        this.handler = before.handler().onClosing(connection);
        this.cause = cause;
        this.code = code;
    }

    /** The peer had begun a frame or message that {@code reader} has read in part. */
    void goOnWith(FrameReader reader) {
        this.reader = reader;
    }

    /** Ignores further input. It is still read, because a reset for unread bytes could overtake the close frame. */
    Closing ignoringInput() {
        ignoresInput = true;
        forget();
        return this;
    }

    private void forget() {
        if (reader != null) {
            reader.forget();
            reader = null;
        }
    }

    boolean ignoresInput() {
        return ignoresInput;
    }

    @Override
    public FrameReaders readers() {
        return readers;
    }

    @Override
    public WebSocketHandler handler() {
        return handler;
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        if (ignoresInput) {
            return;
        }
        if (reader == null) {
            reader = readers.newReader();
        }
        readers.webSockets().read(reader, this, connection, bytes);
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        if (deadlineSecond < 0) {
            deadlineSecond = readers.webSockets().deadline(nowSeconds);
        } else if (nowSeconds >= deadlineSecond) {
            connection.close(Ending.TIMED_OUT);
        }
    }

    @Override
    public void onClosed(Connection connection, Ending ending) {
        forget();
        // After a plain close frame, the cause is the missing answer. After an error, the error remains the cause.
        boolean unanswered = cause == CloseCause.DONE && ending == Ending.TIMED_OUT;
        handler.onClosed(connection, unanswered ? CloseCause.UNANSWERED : cause, code);
    }
}
