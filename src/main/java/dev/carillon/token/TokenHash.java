package dev.carillon.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.auth.Sha256;
import java.nio.ByteBuffer;

/** The SHA-256 of a token. Caching the hash makes it unnecessary to keep the token. */
record TokenHash(long a, long b, long c, long d) {

    /**
     * @param token in ASCII; other texts are not tokens, so their hashes need not differ
     */
    static TokenHash of(String token) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(token.getBytes(ISO_8859_1)));
        return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }
}
