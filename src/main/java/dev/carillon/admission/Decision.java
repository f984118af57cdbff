package dev.carillon.admission;

import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.lane.Receiver;
import java.util.function.UnaryOperator;

/** Whether one more WebSocket is taken. */
public sealed interface Decision {
    /** It is; and nobody has to know where it comes from. */
    Place PLACE = new Place(UnaryOperator.identity());

    /**
     * It is.
     *
     * @param counting puts what counts a WebSocket in front of what becomes of it
     */
    record Place(UnaryOperator<Receiver> counting) implements Decision {}

    /**
     * It is not.
     *
     * @param answer what the peer is told
     */
    record NoPlace(RefusalReason why, Refused answer) implements Decision {}
}
