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
 * Decides on every request for a WebSocket, on both lanes: is the handshake valid, may the client subscribe, and is
 * there capacity for it? Belongs to one loop.
 */
public final class Handshakes {
    private final ServerHandshake handshake = new ServerHandshake();
    private final Admission admission;

    public Handshakes(Admission admission) {
        this.admission = admission;
    }

    /** The decision on a request for a WebSocket. */
    sealed interface Outcome {}

    /** The request becomes a WebSocket. */
    record Admitted(Accepted accepted, Receiver receiver) implements Outcome {}

    /** The client may not subscribe to its topic. */
    record NotPermitted(Refused answer) implements Outcome {}

    /** The handshake is valid, but a limit is reached. The refusal has been counted. */
    record NoPlace(Refused answer) implements Outcome {}

    /** Whether there is capacity for an event stream; its permissions have been checked already. */
    Decision place(StreamRoute route, int connections, Supplier<@Nullable InetSocketAddress> peer) {
        return admission.decide(connections, peer, route.grant().key().apiKey(), route.topics());
    }

    /** Checks the rules of RFC 6455. {@code request} has passed the {@link dev.carillon.http.RequestRules} already. */
    Answer validate(OpeningRequest request, WebSocketRoute route) {
        return handshake.answer(request, route.subprotocols(), route.compression());
    }

    /**
     * Decides on a valid handshake.
     *
     * @param grant the permissions of the client
     * @param connections open connections of the lane
     * @param peer the address of the client, null if it has disconnected; called only where a limit for addresses is
     *     set
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
            case Decision.Place place ->
                new Admitted(accepted, place.counting().apply(route.receiver().apply(accepted, grant)));
            case Decision.NoPlace noPlace -> new NoPlace(noPlace.answer());
        };
    }
}
