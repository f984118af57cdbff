package dev.carillon.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Interner;
import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.Grant;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were verified and are still valid, so that a client that comes back costs no signature. Bounded: the seldom
 * used leave first, and are verified again.
 *
 * <p>What connections keep of a token is its grant, and equal grants are one object. Two tokens seldom expire at the same
 * millisecond, so the end of a grant is rounded up, by at most a 256th of the time that is left: 10,000 tokens of an hour then
 * share some hundred grants.
 */
final class VerifiedTokens {
    /** An entry takes some 250 bytes, if its permissions are those of others too. */
    private static final int ENTRY_BYTES = 256;

    /** A pattern takes so many beside its characters. */
    private static final int PATTERN_BYTES = 64;

    private static final int SHARE_OF_HEAP = 64;
    private static final long MOST = 1_000_000;

    private static final long STEP_MAX_SECONDS = 60;
    private static final long LIFE_SHARE = 256;

    /**
     * @param expiresAtMillis when the token itself does; its grant may end later
     * @param leftMillis how long it was valid when it was verified
     * @param bytes that it takes of the heap
     */
    private record Verified(Granted granted, long expiresAtMillis, long leftMillis, int bytes) {
        boolean holdsAt(long nowMillis) {
            return nowMillis < expiresAtMillis && !granted.grant().key().isRevoked();
        }
    }

    private final Cache<TokenHash, Verified> tokens;

    private final Interner<Grant> grants = Interner.newWeakInterner();
    private final Interner<Permissions> permissions = Interner.newWeakInterner();
    private final Permissions everyone;

    /** @param everyone what every client may do */
    VerifiedTokens(Permissions everyone) {
        this(everyone, Math.min(MOST * ENTRY_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** @param bytes that they may take of the heap */
    VerifiedTokens(Permissions everyone, long bytes) {
        this.everyone = everyone;
        tokens = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((TokenHash hash, Verified verified) -> verified.bytes())
                .expireAfter(Expiry.creating(
                        (TokenHash hash, Verified verified) -> Duration.ofMillis(verified.leftMillis())))
                // This takes less time than passing it to another thread.
                .executor(Runnable::run)
                .build();
    }

    /** What {@code token} was granted, unless it does not hold any more. */
    Optional<Granted> find(TokenHash token, long nowMillis) {
        @Nullable Verified verified = tokens.getIfPresent(token);
        if (verified != null && !verified.holdsAt(nowMillis)) {
            tokens.invalidate(token);
            return Optional.empty();
        }
        return Optional.ofNullable(verified).map(Verified::granted);
    }

    /** Grants what {@code claims} ask for and what every client may do, as {@code key} vouches for it, and remembers it. */
    Granted grant(TokenHash token, Claims claims, AcceptedKey key, long nowMillis) throws InvalidToken {
        long expiresAt = claims.expiresAtMillis();
        Permissions own = claims.permissions().and(everyone);
        Permissions all = permissions.intern(own);
        Grant grant = grants.intern(new Grant(all, endOfGrant(expiresAt, nowMillis), key));
        Granted granted = new Granted(grant, claims.subject());
        tokens.put(token, new Verified(granted, expiresAt, expiresAt - nowMillis, bytes(own, all)));
        return granted;
    }

    /** Permissions that are known are shared: they count once, for the first token that has them. */
    @SuppressWarnings("ReferenceEquality") // which of the equal ones it is
    private static int bytes(Permissions own, Permissions shared) {
        return own == shared ? Math.max(ENTRY_BYTES, bytes(own.subscribe()) + bytes(own.publish())) : ENTRY_BYTES;
    }

    private static int bytes(List<TopicPattern> patterns) {
        return patterns.stream()
                .mapToInt(pattern -> PATTERN_BYTES + pattern.value().length())
                .sum();
    }

    /** Up to the next multiple of a step that is the same for tokens of about the same life. */
    static long endOfGrant(long expiresAtMillis, long nowMillis) {
        long leftSeconds = (expiresAtMillis - nowMillis) / 1000;
        long step = 1000 * Long.highestOneBit(Math.clamp(leftSeconds / LIFE_SHARE, 1, STEP_MAX_SECONDS));
        return expiresAtMillis > Grant.NEVER - step ? expiresAtMillis : Math.ceilDiv(expiresAtMillis, step) * step;
    }
}
