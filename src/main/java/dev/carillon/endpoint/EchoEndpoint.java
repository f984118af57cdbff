package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.frame.Compression;
import dev.carillon.frame.DeflatedFrames;
import dev.carillon.frame.Frames;
import dev.carillon.frame.Opcode;
import dev.carillon.lane.Connection;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;

/** Sends each message back, for keep-alives, measurements and conformance suites. */
final class EchoEndpoint implements WebSocketHandler {
    private final Endpoints endpoints;
    private final Compression compression;
    private final Grant grant;

    EchoEndpoint(Endpoints endpoints, Compression compression, Grant grant) {
        this.endpoints = endpoints;
        this.compression = compression;
        this.grant = grant;
    }

    @Override
    public void onOpen(Connection connection) {
        endpoints.meters.opened();
    }

    @Override
    public void onVisit(Connection connection) {
        endpoints.closeIfEnded(connection, grant);
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        answer(connection, Opcode.TEXT, utf8);
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        answer(connection, Opcode.BINARY, data);
    }

    /** Pauses reading from a peer while an echo waits for it, because an echo is never dropped. */
    private void answer(Connection connection, Opcode opcode, ByteBuffer payload) {
        byte[] frame = Frames.frame(opcode, payload);
        connection.send(DeflatedFrames.shorter(frame, compression));
        connection.awaitDrain();
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        endpoints.meters.closed(connection, cause, code);
    }
}
