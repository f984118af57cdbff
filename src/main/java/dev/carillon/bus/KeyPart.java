package dev.carillon.bus;

import dev.carillon.publication.IdempotencyKey;

/**
 * One of the publications under an idempotency key, as all nodes that share a log compare them.
 *
 * @param digestHigh of all that is published under the key, 128 bits, and so is {@code digestLow}: enough that no two
 *     are the same by chance or by design
 * @param index which one of them, from 0
 * @param count how many there are
 */
public record KeyPart(IdempotencyKey key, long digestHigh, long digestLow, int index, int count) {
    public KeyPart {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("expected an index from 0 to " + (count - 1) + ", but was " + index);
        }
    }
}
