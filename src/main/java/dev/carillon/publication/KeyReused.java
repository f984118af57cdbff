package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** An idempotency key came again with another topic or payload; the message is for the publisher. */
public final class KeyReused extends StacklessException {
    private static final long serialVersionUID = 1;

    public KeyReused(IdempotencyKey key) {
        super("expected the topic and the payload that were published under the idempotency key '" + key.value()
                + "' before, but they differ: give each publication its own key");
    }
}
