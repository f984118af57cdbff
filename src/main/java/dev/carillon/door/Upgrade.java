package dev.carillon.door;

import dev.carillon.admission.Decision;
import dev.carillon.auth.Grant;
import dev.carillon.door.Handshakes.Admitted;
import dev.carillon.door.Handshakes.NoPlace;
import dev.carillon.door.Handshakes.NotPermitted;
import dev.carillon.door.StreamRoutes.StreamRoute;
import dev.carillon.door.WebSocketRoutes.WebSocketRoute;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.HttpChannel;
import dev.carillon.http.HttpConnections;
import dev.carillon.http.HttpDate;
import dev.carillon.http.RequestHead;
import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.random.RandomGenerator;

/**
 * Answers requests for a WebSocket or an event stream that Vert.x has read. If the request is admitted, the socket
 * moves from Vert.x to its lane.
 */
public final class Upgrade {
    private final Lane lane;
    private final Handshakes handshakes;
    private final ClientAddress clients;
    private final HttpConnections httpConnections;
    private final DoorMeters meters;
    private final HttpDate date;
    private final ConnectionLines lines;
    private final StreamHead streamHead;

    public Upgrade(
            Lane lane,
            Handshakes handshakes,
            ClientAddress clients,
            HttpConnections httpConnections,
            DoorMeters meters,
            HttpDate date,
            ConnectionLines lines) {
        this.lane = lane;
        this.handshakes = handshakes;
        this.clients = clients;
        this.httpConnections = httpConnections;
        this.meters = meters;
        this.date = date;
        this.lines = lines;
        this.streamHead = new StreamHead(date, RandomGenerator.getDefault());
    }

    /** Answers {@code request} for a WebSocket at {@code route}, from a client with the permissions {@code grant}. */
    public void answer(HttpServerRequest request, WebSocketRoute route, Grant grant) {
        switch (handshakes.validate(new RequestHead(request), route)) {
            case Accepted accepted -> answer(request, accepted, route, grant);
            case Refused mistake -> Answers.refuse(request.response(), mistake);
        }
    }

    private void answer(HttpServerRequest request, Accepted accepted, WebSocketRoute route, Grant grant) {
        switch (handshakes.admit(accepted, route, grant, lane.openCount(), () -> clients.of(request))) {
            case Admitted admitted -> {
                httpConnections.released(request.connection());
                adopt(request, accepted.response(date.now()), admitted.receiver());
            }
            case NotPermitted notPermitted -> Answers.refuse(request.response(), notPermitted.answer());
            case NoPlace noPlace -> Answers.refuse(request.response(), noPlace.answer());
        }
    }

    /** Answers {@code request} for the event stream at {@code route}; HEAD is not counted as a connection. */
    public void answer(HttpServerRequest request, StreamRoute route) {
        if (request.method().equals(HttpMethod.HEAD)) {
            streamHead.answer(request);
            return;
        }
        switch (handshakes.place(route, lane.openCount(), () -> clients.of(request))) {
            case Decision.Place place -> {
                httpConnections.released(request.connection());
                adopt(request, beginningOfStream(request), place.counting().apply(route.receiver()));
            }
            case Decision.NoPlace noPlace -> {
                // Refused WebSockets are counted where the answer is written. Only this place knows that the request
                // was for a stream.
                meters.handshakeRefused(noPlace.answer().status());
                Answers.refuse(request.response(), noPlace.answer());
            }
        }
    }

    /** The first bytes from the lane. On a stream of HTTP/2 the head is a frame of its own, and is written here. */
    private byte[] beginningOfStream(HttpServerRequest request) {
        if (!HttpChannel.isStream(request.connection())) {
            return streamHead.of(request);
        }
        var _ = HttpChannel.of(request.connection()).write(streamHead.ofStream(request));
        return streamHead.firstLines();
    }

    private void adopt(HttpServerRequest request, byte[] greeting, Receiver receiver) {
        Receiver watched = lines.watched(new RequestHead(request), () -> clients.of(request), receiver);
        lane.adopt(HttpChannel.of(request.connection()), greeting, watched);
    }
}
