package dev.carillon.admission;

import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.lane.Receiver;
import java.util.function.UnaryOperator;

/** Whether one more connection is admitted. */
public sealed interface Decision {
    /** It is admitted, and its address is not counted. */
    Place PLACE = new Place(UnaryOperator.identity());

    /**
     * It is admitted.
     *
     * @param counting adds the counting of the connection to its receiver
     */
    record Place(UnaryOperator<Receiver> counting) implements Decision {}

    /**
     * It is refused.
     *
     * @param answer the answer to the peer
     */
    record NoPlace(RefusalReason why, Refused answer) implements Decision {}
}
