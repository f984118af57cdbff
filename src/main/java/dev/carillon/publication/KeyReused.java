package dev.carillon.publication;

/** An idempotency key came again with another topic or payload; the message tells the peer so. */
public final class KeyReused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KeyReused(IdempotencyKey key) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(
                "expected the topic and the payload that were published under the idempotency key '" + key.value()
                        + "' before, but were others: give each publication a key of its own",
                null,
                false,
                false);
    }
}
