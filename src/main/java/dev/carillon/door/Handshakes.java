package dev.carillon.door;

import dev.carillon.admission.Admission;
import dev.carillon.admission.Decision;
import dev.carillon.door.WebSocketRoutes.WebSocketRoute;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.handshake.ServerHandshake;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one decision on a request for a WebSocket, whichever way it comes in: whether the handshake is in order, and whether
 * there is a place for it. Belongs to one loop.
 */
public final class Handshakes {
    private final ServerHandshake handshake = new ServerHandshake();
    private final Admission admission;
    private final ConnectionLines lines;

    public Handshakes(Admission admission, ConnectionLines lines) {
        this.admission = admission;
        this.lines = lines;
    }

    /** What becomes of a request for a WebSocket. */
    sealed interface Outcome {}

    /** It becomes one. */
    record Admitted(Accepted accepted, Receiver receiver) implements Outcome {}

    /** It is no handshake as RFC 6455 has it; the client is to be answered so. */
    record NotInOrder(Refused answer) implements Outcome {}

    /** It is in order, and there is no place for it now; this has been counted. */
    record NoPlace(Refused answer) implements Outcome {}

    /** Has {@code receiver} receive the events of a connection whose end may have a line. */
    Receiver watched(OpeningRequest request, Supplier<@Nullable InetSocketAddress> peer, Receiver receiver) {
        return lines.watched(request, peer, receiver);
    }

    /** Whether there is a place for an event stream, whose request needs nothing else. */
    Decision place(int connections, Supplier<@Nullable InetSocketAddress> peer) {
        return admission.decide(connections, peer);
    }

    /**
     * Decides on {@code request}, which has kept the rules for all requests.
     *
     * @param connections in the lane
     * @param peer the address of the client, null if it has gone; asked only where limits for addresses are set
     */
    Outcome admit(
            OpeningRequest request, WebSocketRoute route, int connections, Supplier<@Nullable InetSocketAddress> peer) {
        return switch (handshake.answer(request, route.subprotocols(), route.compression())) {
            case Refused refused -> new NotInOrder(refused);
            case Accepted accepted ->
                switch (admission.decide(connections, peer)) {
                    case Decision.Welcome welcome ->
                        new Admitted(
                                accepted,
                                welcome.counting()
                                        .apply(lines.watched(
                                                request, peer, route.receiver().apply(accepted))));
                    case Decision.NoPlace noPlace -> new NoPlace(noPlace.answer());
                };
        };
    }
}
