package dev.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The facts about this node that it sends on each link, and the cluster's secret.
 *
 * @param id of this process
 * @param cluster the name of the cluster; only nodes with the same name link
 */
record LinkFacts(UUID id, String cluster, String version, ClusterSecret secret) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Buffer nonce() {
        byte[] nonce = new byte[LinkFrames.NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return Buffer.buffer(nonce);
    }

    static long stream() {
        return RANDOM.nextLong();
    }

    /** The exception for a frame that the protocol does not allow now. */
    static InvalidFrame unexpected(byte kind, Buffer body) {
        return new InvalidFrame("expected another frame, but was kind " + kind + " with " + body.length() + " bytes");
    }
}
