package dev.carillon.server;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Receiver;
import dev.carillon.server.Entrances.Entrance;
import dev.carillon.websocket.OpeningHead;
import dev.carillon.websocket.ServerHandshake;
import dev.carillon.websocket.ServerHandshake.Accepted;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where every connection of a fast lane stands until it has said what it wants. A plain opening handshake that nothing
 * speaks against becomes a WebSocket right here; all else, every mistake included, is for Vert.x to answer.
 */
final class Doorstep implements Receiver {
    private static final Logger LOG = System.getLogger(Doorstep.class.getName());

    /** As RFC 6585 and common servers have it: long enough for the slowest network, too short to collect many. */
    private static final int PATIENCE_SECONDS = 10;

    private final ServerHandshake handshake = new ServerHandshake();
    private final FastLane lane;
    private final Entrances entrances;
    private final HandOver handOver;
    private final int loop;

    Doorstep(FastLane lane, Entrances entrances, HandOver handOver, int loop) {
        this.lane = lane;
        this.entrances = entrances;
        this.handOver = handOver;
        this.loop = loop;
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        ByteBuffer all = bytes.duplicate();
        Optional<OpeningHead> head = OpeningHead.read(bytes);
        Optional<Entrance> entrance = head.flatMap(known -> entrances.at(known.target()));
        if (entrance.isPresent()
                && handshake.answer(head.orElseThrow(), entrance.get().subprotocols()) instanceof Accepted accepted) {
            lane.begin(
                    connection, accepted.response(), entrance.get().receiver().get(), bytes);
        } else {
            leaveToVertx(connection, all);
        }
    }

    private void leaveToVertx(Connection connection, ByteBuffer bytes) {
        byte[] read = new byte[bytes.remaining()];
        bytes.get(read);
        try {
            handOver.accept(loop, lane.release(connection), read);
        } catch (IOException notReleased) {
            LOG.log(Level.WARNING, "connection refused: " + notReleased.getMessage());
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        if (silentSeconds >= PATIENCE_SECONDS) {
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void onClosed(Connection connection, Ending ending) {}
}
