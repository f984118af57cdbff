package dev.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.auth.KeyFile;
import dev.carillon.cluster.LinkFrames.Hello;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The secret that all nodes of a cluster share, or none. */
final class ClusterSecret {
    private static final String HMAC = "HmacSHA256";
    private static final int NAME_BYTES = 8;

    private final Optional<SecretKey> key;

    private ClusterSecret(Optional<SecretKey> key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException when the file has no secret */
    static ClusterSecret of(Optional<Path> file) {
        return new ClusterSecret(file.map(ClusterSecret::read));
    }

    private static SecretKey read(Path file) {
        byte[] secret = KeyFile.secret("--cluster-secret-file", file).getEncoded();
        return new SecretKeySpec(secret, HMAC);
    }

    /**
     * The name of Hazelcast's cluster, by which members recognise each other. It reveals nothing about the secret, and
     * a program without the secret cannot compute it.
     */
    String clusterName(String name) {
        return key.map(secret ->
                        name + "-" + HexFormat.of().formatHex(hmac(secret, name.getBytes(UTF_8)), 0, NAME_BYTES))
                .orElse(name);
    }

    /** Proves that the node that connects has the secret; empty if there is no secret. */
    Buffer proofOfConnectingNode(Hello hello, UUID other, Buffer otherNonce) {
        return proof((byte) 1, hello, other, otherNonce);
    }

    /** Proves that the node that accepts the connection has the secret; empty if there is no secret. */
    Buffer proofOfAcceptingNode(Hello hello, UUID other, Buffer otherNonce) {
        return proof((byte) 2, hello, other, otherNonce);
    }

    /** Compares in constant time, so that the time does not reveal where they differ. */
    static boolean same(Buffer expected, Buffer came) {
        return MessageDigest.isEqual(expected.getBytes(), came.getBytes());
    }

    private Buffer proof(byte by, Hello hello, UUID other, Buffer otherNonce) {
        ByteBuffer facts = ByteBuffer.allocate(2 + 5 * Long.BYTES + 2 * LinkFrames.NONCE_BYTES)
                .put(by)
                .put(hello.protocol())
                .putLong(hello.from().getMostSignificantBits())
                .putLong(hello.from().getLeastSignificantBits())
                .putLong(other.getMostSignificantBits())
                .putLong(other.getLeastSignificantBits())
                .putLong(hello.stream())
                .put(hello.nonce().getBytes())
                .put(otherNonce.getBytes());
        return key.map(secret -> Buffer.buffer(hmac(secret, facts.array()))).orElseGet(Buffer::buffer);
    }

    private static byte[] hmac(SecretKey secret, byte[] facts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            return mac.doFinal(facts);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("each JDK has " + HMAC, impossible);
        }
    }
}
