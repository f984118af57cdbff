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
 * Caches verified tokens while they are valid, so that a client that reconnects needs no check of its signature. The
 * size is bounded: tokens that are seldom used are removed, and verified again when they come.
 *
 * <p>A connection stores the grant of its token, and equal grants are one object. Two tokens seldom expire at the same
 * millisecond, so the end of a grant is rounded up, by at most a 256th of the remaining time: 10,000 tokens that are
 * valid for an hour then share some hundred grants.
 *
 * <p>Any thread may call it.
 */
final class VerifiedTokens {
    /** The approximate size of an entry whose permissions are shared with others. */
    private static final int ENTRY_BYTES = 256;

    /** The size of a pattern without its characters. */
    private static final int PATTERN_BYTES = 64;

    private static final int SHARE_OF_HEAP = 64;
    private static final long MOST = 1_000_000;

    private static final long STEP_MAX_SECONDS = 60;
    private static final long LIFE_SHARE = 256;

    /**
     * @param expiresAtMillis when the token expires; its grant may end later
     * @param leftMillis how long it was valid when it was verified
     * @param bytes its size on the heap
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

    /**
     * @param everyone the permissions that every client has
     */
    VerifiedTokens(Permissions everyone) {
        this(everyone, Math.min(MOST * ENTRY_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /**
     * @param bytes the most that the cache may take of the heap
     */
    VerifiedTokens(Permissions everyone, long bytes) {
        this.everyone = everyone;
        tokens = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((TokenHash hash, Verified verified) -> verified.bytes())
                .expireAfter(Expiry.creating(
                        (TokenHash hash, Verified verified) -> Duration.ofMillis(verified.leftMillis())))
                // Takes less time than passing the work to another thread.
                .executor(Runnable::run)
                .build();
    }

    /** The cached result for {@code token}, if it is still valid. */
    Optional<Granted> find(TokenHash token, long nowMillis) {
        @Nullable Verified verified = tokens.getIfPresent(token);
        if (verified != null && !verified.holdsAt(nowMillis)) {
            tokens.invalidate(token);
            return Optional.empty();
        }
        return Optional.ofNullable(verified).map(Verified::granted);
    }

    /**
     * Grants the permissions in {@code claims} and those of every client, and caches the result. {@code key} has
     * verified the token.
     */
    Granted grant(TokenHash token, Claims claims, AcceptedKey key, long nowMillis) throws InvalidToken {
        long expiresAt = claims.expiresAtMillis();
        Permissions own = claims.permissions().and(everyone);
        Permissions all = permissions.intern(own);
        Grant grant = grants.intern(new Grant(all, endOfGrant(expiresAt, nowMillis), key));
        Granted granted = new Granted(grant, claims.subject());
        tokens.put(token, new Verified(granted, expiresAt, expiresAt - nowMillis, bytes(own, all)));
        return granted;
    }

    /** Shared permissions are counted once, for the first token that has them. */
    @SuppressWarnings("ReferenceEquality") // asks whether it is the same object
    private static int bytes(Permissions own, Permissions shared) {
        return own == shared ? Math.max(ENTRY_BYTES, bytes(own.subscribe()) + bytes(own.publish())) : ENTRY_BYTES;
    }

    private static int bytes(List<TopicPattern> patterns) {
        return patterns.stream()
                .mapToInt(pattern -> PATTERN_BYTES + pattern.value().length())
                .sum();
    }

    /** Rounds up to a multiple of a step, which is the same for tokens with about the same remaining time. */
    static long endOfGrant(long expiresAtMillis, long nowMillis) {
        long leftSeconds = (expiresAtMillis - nowMillis) / 1000;
        long step = 1000 * Long.highestOneBit(Math.clamp(leftSeconds / LIFE_SHARE, 1, STEP_MAX_SECONDS));
        return expiresAtMillis > Grant.NEVER - step ? expiresAtMillis : Math.ceilDiv(expiresAtMillis, step) * step;
    }
}
