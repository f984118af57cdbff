package dev.carillon.server;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Receiver;
import dev.carillon.server.Decision.NoPlace;
import dev.carillon.server.Decision.Welcome;
import dev.carillon.server.Entrances.Entrance;
import dev.carillon.websocket.OpeningHead;
import dev.carillon.websocket.ServerHandshake;
import dev.carillon.websocket.ServerHandshake.Accepted;
import dev.carillon.websocket.ServerHandshake.Answer;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Where every connection of a fast lane stands until it has said what it wants. A plain opening handshake that nothing
 * speaks against becomes a WebSocket right here; all else, every mistake included, is for Vert.x to answer.
 */
final class Doorstep implements Receiver {
    private static final Logger LOG = System.getLogger(Doorstep.class.getName());

    /** Connections beyond the most WebSockets: for plain requests, and for those who are told that there is no place. */
    private static final int SPARE = 128;

    /** Hears nothing any more, and waits for the peer to take its answer and go. */
    private final Receiver farewell = new Farewell();

    private final ServerHandshake handshake = new ServerHandshake();
    private final FastLane lane;
    private final Entrances entrances;
    private final Admission admission;
    private final Reception reception;
    private final RequestRules rules;
    private final HttpDate date;
    private final BiConsumer<SocketChannel, byte[]> vertx;
    private final int patienceSeconds;
    private final Newcomers newcomers;

    /** @param vertx takes a channel, and what was read from it already */
    Doorstep(
            FastLane lane,
            Entrances entrances,
            Admission admission,
            Reception reception,
            RequestRules rules,
            HttpDate date,
            BiConsumer<SocketChannel, byte[]> vertx) {
        this.lane = lane;
        this.newcomers = admission.newcomers();
        this.entrances = entrances;
        this.admission = admission;
        this.reception = reception;
        this.rules = rules;
        this.date = date;
        this.vertx = vertx;
        this.patienceSeconds = (int) admission.handshakeTimeout().toSeconds();
    }

    FastLane lane() {
        return lane;
    }

    @Override
    public void onOpen(Connection connection) {
        boolean tooMany =
                newcomers.count() >= admission.maxHandshakes() || lane.openCount() > admission.maxConnections() + SPARE;
        Connection longest = newcomers.longest();
        if (tooMany && longest != null) {
            longest.close(Ending.CLOSED_HERE);
        }
        newcomers.add(connection);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        int start = bytes.position();
        Optional<OpeningHead> head =
                OpeningHead.read(bytes).filter(known -> rules.refusal(known).isEmpty());
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
        Decision decision = reception.decide(lane.openCount(), connection::remoteAddress);
        if (decision instanceof Welcome welcome) {
            newcomers.remove(connection);
            Receiver receiver = entrance.receiver().apply(accepted);
            lane.begin(
                    connection,
                    accepted.response(date.now()),
                    welcome.counting().apply(receiver),
                    early);
        } else if (decision instanceof NoPlace noPlace) {
            connection.receiver(farewell);
            connection.send(noPlace.answer().response(date.now()));
            connection.finish();
        }
    }

    private void leaveToVertx(Connection connection, ByteBuffer bytes) {
        byte[] read = new byte[bytes.remaining()];
        bytes.get(read);
        try {
            SocketChannel channel = lane.release(connection);
            newcomers.remove(connection);
            vertx.accept(channel, read);
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
    public void onClosed(Connection connection, Ending ending) {
        newcomers.remove(connection);
    }

    private final class Farewell implements Receiver {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            connection.close(Ending.CLOSED_HERE);
        }

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
            connection.close(Ending.CLOSED_HERE);
        }

        @Override
        public void onClosed(Connection connection, Ending ending) {
            newcomers.remove(connection);
        }
    }
}
