package dev.carillon.server;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Receiver;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.server.Entrances.Entrance;
import dev.carillon.websocket.OpeningHead;
import dev.carillon.websocket.ServerHandshake;
import dev.carillon.websocket.ServerHandshake.Accepted;
import dev.carillon.websocket.ServerHandshake.Answer;
import dev.carillon.websocket.ServerHandshake.Refused;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where every connection of a fast lane stands until it has said what it wants. A plain opening handshake that nothing
 * speaks against becomes a WebSocket right here; all else, every mistake included, is for Vert.x to answer.
 */
final class Doorstep implements Receiver {
    private static final Logger LOG = System.getLogger(Doorstep.class.getName());

    /** Connections beyond the most WebSockets: for plain requests, and for those who are told that there is no place. */
    private static final int SPARE = 128;

    /** Hears nothing any more, and waits for the peer to take its answer and go. */
    private static final Receiver FAREWELL = new Farewell();

    private final ServerHandshake handshake = new ServerHandshake();
    private final FastLane lane;
    private final Entrances entrances;
    private final Admission admission;
    private final LoopMeters meters;
    private final BiConsumer<SocketChannel, byte[]> vertx;
    private final int patienceSeconds;
    /** Who came last, each in the place of who came so many before: if that one still stands here, it gives way. */
    private final @Nullable Connection[] arrivals;

    private int nextArrival;

    /** @param vertx takes a channel, and what was read from it already */
    Doorstep(
            FastLane lane,
            Entrances entrances,
            Admission admission,
            LoopMeters meters,
            BiConsumer<SocketChannel, byte[]> vertx) {
        this.lane = lane;
        this.entrances = entrances;
        this.admission = admission;
        this.meters = meters;
        this.vertx = vertx;
        this.patienceSeconds = (int) admission.handshakeTimeout().toSeconds();
        this.arrivals = new Connection[admission.maxHandshakes()];
    }

    FastLane lane() {
        return lane;
    }

    @Override
    public void onOpen(Connection connection) {
        if (lane.openCount() > admission.maxConnections() + SPARE) {
            connection.close(Ending.CLOSED_HERE);
            return;
        }
        Connection earlier = arrivals[nextArrival];
        if (earlier != null && stands(earlier)) {
            earlier.close(Ending.CLOSED_HERE);
        }
        arrivals[nextArrival] = connection;
        nextArrival = (nextArrival + 1) % arrivals.length;
    }

    @SuppressWarnings("ReferenceEquality") // there is one doorstep
    private boolean stands(Connection connection) {
        return connection.isOpen() && connection.receiver() == this;
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        int start = bytes.position();
        Optional<OpeningHead> head = OpeningHead.read(bytes);
        Optional<Entrance> entrance = head.flatMap(known -> entrances.at(known.target()));
        if (entrance.isPresent() && answer(head.orElseThrow(), entrance.get()) instanceof Accepted accepted) {
            welcome(connection, accepted, entrance.get(), bytes);
        } else {
            leaveToVertx(connection, bytes.position(start));
        }
    }

    private Answer answer(OpeningHead head, Entrance entrance) {
        return handshake.answer(head, entrance.subprotocols(), entrance.compression());
    }

    private void welcome(Connection connection, Accepted accepted, Entrance entrance, ByteBuffer early) {
        Optional<Refused> refusal = admission.refusal(lane.openCount() - 1);
        if (refusal.isEmpty()) {
            lane.begin(connection, accepted.response(), entrance.receiver().apply(accepted), early);
        } else {
            meters.handshakeRefused(refusal.get().status());
            connection.receiver(FAREWELL);
            connection.send(refusal.get().response());
            connection.finish();
        }
    }

    private void leaveToVertx(Connection connection, ByteBuffer bytes) {
        byte[] read = new byte[bytes.remaining()];
        bytes.get(read);
        try {
            vertx.accept(lane.release(connection), read);
        } catch (IOException notReleased) {
            LOG.log(Level.WARNING, "connection refused: " + notReleased.getMessage());
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        if (silentSeconds >= patienceSeconds) {
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void onClosed(Connection connection, Ending ending) {}

    private static final class Farewell implements Receiver {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            connection.close(Ending.CLOSED_HERE);
        }

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
            connection.close(Ending.CLOSED_HERE);
        }

        @Override
        public void onClosed(Connection connection, Ending ending) {}
    }
}
