package dev.carillon.admission;

/** Why a handshake that was in order found no place. */
public enum RefusalReason {
    /** The node is stopping. */
    STOPPING,
    /** There are as many WebSockets as may be. */
    CONNECTIONS,
    /** There were as many handshakes in this second as may be. */
    RATE,
    /** There are as many WebSockets from this address as may be from one. */
    ADDRESS_CONNECTIONS,
    /** There were as many handshakes from this address as may be from one. */
    ADDRESS_RATE,
    /** It would have been one subscription more than its address or API key may make now. */
    SUBSCRIBE_RATE
}
