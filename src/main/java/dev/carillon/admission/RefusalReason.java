package dev.carillon.admission;

/** Why a valid handshake is refused. */
public enum RefusalReason {
    /** The node is stopping. */
    STOPPING,
    /** The limit on open WebSockets and event streams is reached. */
    CONNECTIONS,
    /** The limit on the rate of handshakes is reached. */
    RATE,
    /** The limit on open WebSockets and event streams from one address is reached. */
    ADDRESS_CONNECTIONS,
    /** The limit on the rate of handshakes from one address is reached. */
    ADDRESS_RATE,
    /** The limit on the rate of subscriptions of its address or API key is reached. */
    SUBSCRIBE_RATE
}
