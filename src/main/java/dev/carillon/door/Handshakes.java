package dev.carillon.door;

import dev.carillon.admission.Admission;
import dev.carillon.admission.Decision;
import dev.carillon.auth.Forbidden;
import dev.carillon.auth.Grant;
import dev.carillon.door.StreamRoutes.StreamRoute;
import dev.carillon.door.WebSocketRoutes.WebSocketRoute;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.handshake.ServerHandshake;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Answer;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one decision on a request for a WebSocket, whichever way it comes in: whether the handshake is in order, whether its client
 * may have what it asks for, and whether there is a place for it. Belongs to one loop.
 */
public final class Handshakes {
    private final ServerHandshake handshake = new ServerHandshake();
    private final Admission admission;

    public Handshakes(Admission admission) {
        this.admission = admission;
    }

    /** What becomes of a request for a WebSocket. */
    sealed interface Outcome {}

    /** It becomes one. */
    record Admitted(Accepted accepted, Receiver receiver) implements Outcome {}

    /** The client may not subscribe to its topic. */
    record NotPermitted(Refused answer) implements Outcome {}

    /** It is in order, and there is no place for it now; this has been counted. */
    record NoPlace(Refused answer) implements Outcome {}

    /** Whether there is a place for an event stream, whose topics have been permitted. */
    Decision place(StreamRoute route, int connections, Supplier<@Nullable InetSocketAddress> peer) {
        return admission.decide(connections, peer, route.grant().key().apiKey(), route.topics());
    }

    /** Whether {@code request}, which has kept the rules for all requests, is a handshake as RFC 6455 has it. */
    Answer inOrder(OpeningRequest request, WebSocketRoute route) {
        return handshake.answer(request, route.subprotocols(), route.compression());
    }

    /**
     * Decides on a handshake in order.
     *
     * @param grant what its client may do
     * @param connections in the lane
     * @param peer the address of the client, null if it has gone; asked only where limits for addresses are set
     */
    Outcome admit(
            Accepted accepted,
            WebSocketRoute route,
            Grant grant,
            int connections,
            Supplier<@Nullable InetSocketAddress> peer) {
        try {
            route.topic().ifPresent(grant::requireSubscribe);
        } catch (Forbidden forbidden) {
            return new NotPermitted(new Refused(403, String.valueOf(forbidden.getMessage())));
        }
        return switch (admission.decide(connections, peer, grant.key().apiKey(), route.topics())) {
            case Decision.Welcome welcome ->
                new Admitted(accepted, welcome.counting().apply(route.receiver().apply(accepted, grant)));
            case Decision.NoPlace noPlace -> new NoPlace(noPlace.answer());
        };
    }
}
