package dev.carillon.websocket;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A close frame has been sent: the peer's is awaited, or, once that has come or cannot come any more, its end. */
final class Closing implements WebSocketState {
    private final WebSockets webSockets;
    private final WebSocketHandler handler;
    private final CloseCause cause;
    private final int code;
    /** Null until the peer sends something more. */
    private @Nullable FrameReader reader;

    private boolean deaf;
    /** Set by the first visit. */
    private int deadlineSecond = -1;

    Closing(WebSockets webSockets, WebSocketHandler handler, CloseCause cause, int code) {
        this.webSockets = webSockets;
        this.handler = handler;
        this.cause = cause;
        this.code = code;
    }

    /** The peer had begun something that {@code reader} has read in part. */
    void goOnWith(FrameReader reader) {
        this.reader = reader;
    }

    /** Nothing that the peer still sends has a meaning; it is read all the same, or a reset would overtake our frame. */
    Closing deaf() {
        deaf = true;
        return this;
    }

    boolean isDeaf() {
        return deaf;
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
        if (deaf) {
            return;
        }
        if (reader == null) {
            reader = webSockets.newReader();
        }
        webSockets.read(reader, handler, connection, bytes);
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        if (deadlineSecond < 0) {
            deadlineSecond = webSockets.deadline(nowSeconds);
        } else if (nowSeconds >= deadlineSecond) {
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void onClosed(Connection connection, Ending ending) {
        handler.onClosed(connection, cause, code);
    }
}
