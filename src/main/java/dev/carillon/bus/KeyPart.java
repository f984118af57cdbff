package dev.carillon.bus;

import dev.carillon.publication.IdempotencyKey;

/**
 * One of the publications with an idempotency key, in the form in which the nodes with a shared log compare them.
 *
 * @param digestHigh with {@code digestLow}, 128 bits of the hash of all publications with the key, enough that two are
 *     never equal by chance, and nobody can find two that are equal
 * @param index which publication this is, from 0
 * @param count the number of publications
 */
public record KeyPart(IdempotencyKey key, long digestHigh, long digestLow, int index, int count) {
    public KeyPart {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("expected an index from 0 to " + (count - 1) + ", but was " + index);
        }
    }
}
