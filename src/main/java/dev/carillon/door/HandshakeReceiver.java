package dev.carillon.door;

import dev.carillon.admission.ConnectionLimits;
import dev.carillon.admission.PendingHandshakes;
import dev.carillon.auth.Grant;
import dev.carillon.door.Handshakes.Admitted;
import dev.carillon.door.Handshakes.NoPlace;
import dev.carillon.door.Handshakes.NotPermitted;
import dev.carillon.door.WebSocketRoutes.WebSocketRoute;
import dev.carillon.handshake.OpeningHead;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.HttpDate;
import dev.carillon.http.RequestRules;
import dev.carillon.http.Source;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Receiver;
import dev.carillon.logging.LogField;
import io.netty.channel.socket.SocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives the first bytes of every connection of a fast lane. A plain opening handshake without a mistake in form
 * is answered here: it becomes a WebSocket, or receives 401, 403, 429 or 503. Vert.x answers everything else. Belongs to
 * the loop.
 */
public final class HandshakeReceiver implements Receiver {
    private static final Logger LOG = System.getLogger(HandshakeReceiver.class.getName());

    /**
     * Connections allowed beyond the limit on WebSockets: for plain requests, and for clients that must receive a
     * refusal.
     */
    private static final int SPARE = 128;

    /** Handles a connection after its refusal was sent, until the peer closes it. */
    private final Receiver answered = new Answered();

    private final FastLane lane;
    private final WebSocketRoutes webSocketRoutes;
    private final ConnectionLimits connectionLimits;
    private final LoginCheck loginCheck;
    private final Handshakes handshakes;
    private final DoorMeters meters;
    private final RequestRules rules;
    private final ClientAddress clients;
    private final HttpDate date;
    private final ConnectionLines lines;
    private final BiConsumer<SocketChannel, byte[]> vertx;
    private final int patienceSeconds;
    private final PendingHandshakes pendingHandshakes;

    /**
     * A handshake that waits for its answer.
     *
     * @param peer the address of its client
     */
    private record Handshake(
            Connection connection,
            OpeningHead head,
            WebSocketRoute route,
            Supplier<@Nullable InetSocketAddress> peer) {}

    /** @param vertx takes a channel and the bytes already read from it */
    public HandshakeReceiver(
            FastLane lane,
            WebSocketRoutes webSocketRoutes,
            ConnectionLimits connectionLimits,
            LoginCheck loginCheck,
            Handshakes handshakes,
            DoorMeters meters,
            RequestRules rules,
            ClientAddress clients,
            HttpDate date,
            ConnectionLines lines,
            BiConsumer<SocketChannel, byte[]> vertx) {
        this.lane = lane;
        this.pendingHandshakes = connectionLimits.pendingHandshakes();
        this.webSocketRoutes = webSocketRoutes;
        this.connectionLimits = connectionLimits;
        this.loginCheck = loginCheck;
        this.handshakes = handshakes;
        this.meters = meters;
        this.rules = rules;
        this.clients = clients;
        this.date = date;
        this.lines = lines;
        this.vertx = vertx;
        this.patienceSeconds = (int) connectionLimits.handshakeTimeout().toSeconds();
    }

    FastLane lane() {
        return lane;
    }

    @Override
    public void onOpen(Connection connection) {
        boolean tooMany = pendingHandshakes.count() >= connectionLimits.maxHandshakes()
                || lane.openCount() > connectionLimits.maxConnections() + SPARE;
        Connection longest = pendingHandshakes.longest();
        if (tooMany && longest != null) {
            longest.close(Ending.CLOSED_HERE);
        }
        pendingHandshakes.add(connection);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        onBytes(connection, bytes, new Source.Peer(connection::remoteAddress));
    }

    /** The same for a connection whose PROXY header has named {@code source}. */
    void onBytes(Connection connection, ByteBuffer bytes, Source source) {
        int start = bytes.position();
        Optional<OpeningHead> head =
                OpeningHead.read(bytes).filter(known -> rules.refusal(known).isEmpty());
        Optional<WebSocketRoute> route = head.flatMap(known -> webSocketRoutes.at(known.target()));
        if (route.isPresent()) {
            OpeningHead opening = head.orElseThrow();
            answer(
                    new Handshake(connection, opening, route.get(), () -> clients.of(opening, source)),
                    bytes,
                    start,
                    source);
        } else {
            leaveToVertx(connection, bytes.position(start), source);
        }
    }

    private void answer(Handshake asked, ByteBuffer bytes, int start, Source source) {
        switch (handshakes.validate(asked.head(), asked.route())) {
            case Accepted accepted -> {
                Optional<Login> login = loginCheck.now(asked.head(), asked.peer());
                if (login.isPresent()) {
                    answer(asked, accepted, login.get(), bytes);
                } else {
                    await(asked, accepted, bytes);
                }
            }
            case Refused mistake -> leaveToVertx(asked.connection(), bytes.position(start), source);
        }
    }

    private void answer(Handshake asked, Accepted accepted, Login login, ByteBuffer bytes) {
        switch (login) {
            case Login.Accepted(Grant grant) ->
                answer(asked, handshakes.admit(accepted, asked.route(), grant, lane.openCount(), asked.peer()), bytes);
            case Login.Refused refused -> refuse(asked, refused.answer());
        }
    }

    private void answer(Handshake asked, Handshakes.Outcome outcome, ByteBuffer bytes) {
        switch (outcome) {
            case Admitted admitted -> {
                Receiver receiver = lines.watched(asked.head(), asked.peer(), admitted.receiver());
                pendingHandshakes.remove(asked.connection());
                lane.begin(asked.connection(), admitted.accepted().response(date.now()), receiver, bytes);
            }
            case NotPermitted notPermitted -> refuse(asked, notPermitted.answer());
            case NoPlace noPlace -> refuse(asked, noPlace.answer());
        }
    }

    private void refuse(Handshake asked, Refused answer) {
        meters.handshakeRefused(answer.status());
        lines.refused(asked.head(), answer.status(), answer.message(), asked.peer());
        Connection connection = asked.connection();
        connection.receiver(answered);
        connection.send(answer.response(date.now()));
        connection.finish();
    }

    /** Keeps a connection open until its credentials are verified; {@code bytes} came after its handshake. */
    private void await(Handshake asked, Accepted accepted, ByteBuffer bytes) {
        Connection connection = asked.connection();
        Verifying verifying = new Verifying();
        verifying.onBytes(connection, bytes);
        connection.receiver(verifying);
        connection.pauseReading();
        loginCheck.later(asked.head(), asked.peer(), login -> {
            if (connection.isOpen()) {
                connection.receiver(this);
                connection.resumeReading();
                ByteBuffer early = ByteBuffer.wrap(verifying.early.toByteArray());
                connection.run(() -> answer(asked, accepted, login, early));
            }
        });
    }

    private void leaveToVertx(Connection connection, ByteBuffer bytes, Source source) {
        byte[] read = new byte[bytes.remaining()];
        bytes.get(read);
        try {
            SocketChannel channel = lane.release(connection);
            pendingHandshakes.remove(connection);
            source.keepWith(channel);
            vertx.accept(channel, read);
        } catch (IOException notReleased) {
            LOG.log(Level.WARNING, "connection refused", LogField.of("reason", notReleased.getMessage()));
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        if (silentSeconds >= patienceSeconds) {
            connection.close(Ending.CLOSED_HERE);
        }
    }

    /** The request may still arrive, and is then answered with 503. Connections without a request are closed last. */
    @Override
    public void onShutDown(Connection connection, Duration reconnectAfter) {}

    @Override
    public void onClosed(Connection connection, Ending ending) {
        pendingHandshakes.remove(connection);
    }

    /** Stores what a client sends before it has its answer. This is one read at most, since reading is then paused. */
    private final class Verifying implements Receiver {
        private final ByteArrayOutputStream early = new ByteArrayOutputStream(0);

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            early.writeBytes(copy);
        }

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
            HandshakeReceiver.this.onVisit(connection, nowSeconds, silentSeconds);
        }

        @Override
        public void onShutDown(Connection connection, Duration reconnectAfter) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {
            pendingHandshakes.remove(connection);
        }
    }

    private final class Answered implements Receiver {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            connection.close(Ending.CLOSED_HERE);
        }

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
            connection.close(Ending.CLOSED_HERE);
        }

        /** The peer has its answer, and our side is closed already. */
        @Override
        public void onShutDown(Connection connection, Duration reconnectAfter) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {
            pendingHandshakes.remove(connection);
        }
    }
}
