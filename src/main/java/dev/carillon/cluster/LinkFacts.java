package dev.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * What this node sends about itself on each link, and which publications it is to receive.
 *
 * @param id of this process
 * @param cluster only nodes of the same name link
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

    /** For a frame that is not what the protocol has next. */
    static InvalidFrame unexpected(byte kind, Buffer body) {
        return new InvalidFrame("expected another frame, but was kind " + kind + " with " + body.length() + " bytes");
    }
}
