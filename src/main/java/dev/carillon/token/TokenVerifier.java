package dev.carillon.token;

import static java.util.stream.Collectors.toMap;

import dev.carillon.auth.AuthenticationResult;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.AuthenticationResult.Unknown;
import dev.carillon.auth.Denial;
import dev.carillon.auth.Permissions;
import dev.carillon.auth.TokenVerification;
import dev.carillon.config.TokenSettings;
import dev.carillon.token.Jwks.Ended;
import dev.carillon.token.Jwks.Pace;
import dev.carillon.token.VerificationKey.Identity;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Verifies tokens with the keys of the settings. Cheap checks come first: the form of a token and its time, then its
 * signature, and its other claims only after a key has verified it.
 */
public final class TokenVerifier implements TokenVerification, AutoCloseable {
    /** Parsing the claims of a longer token would block the loop: 8 kB take 0.3 to 0.5 ms. */
    private static final int QUICK_MAX = 2048;

    private final TokenSettings settings;
    private final Permissions everyone;
    private final List<VerificationKey> files;
    private final Optional<Jwks> jwks;
    private final InstantSource clock;
    private final VerifiedTokens verified;

    private TokenVerifier(
            TokenSettings settings,
            Permissions everyone,
            List<VerificationKey> files,
            Optional<Jwks> jwks,
            InstantSource clock) {
        this.settings = settings;
        this.everyone = everyone;
        this.files = files;
        this.jwks = jwks;
        this.clock = clock;
        verified = new VerifiedTokens(everyone);
    }

    /**
     * Verifies with the keys of {@code settings}, and starts to fetch keys if the settings say so.
     *
     * @param everyone the permissions that every client has, with a token too
     * @throws IllegalArgumentException when a file has no key
     */
    public static TokenVerifier of(TokenSettings settings, Permissions everyone, InstantSource clock) {
        return of(settings, everyone, clock, Pace.USUAL);
    }

    /** Verifies with keys that are in no file. */
    static TokenVerifier of(List<VerificationKey> keys, InstantSource clock) {
        return new TokenVerifier(TokenSettings.NONE, Permissions.NONE, keys, Optional.empty(), clock);
    }

    static TokenVerifier of(TokenSettings settings, Permissions everyone, InstantSource clock, Pace pace) {
        List<VerificationKey> files = read(settings, List.of());
        return new TokenVerifier(settings, everyone, files, settings.jwks().map(url -> Jwks.follow(url, pace)), clock);
    }

    /**
     * A verifier with {@code next}, whose files are read now. Grants of keys that are still there stay valid, unless
     * {@code everyone} permits less than before; grants of removed keys end. The present verifier must not be used
     * after this.
     *
     * @throws IllegalArgumentException when a file has no key; then nothing has changed
     */
    public TokenVerifier replacedBy(TokenSettings next, Permissions everyone) {
        boolean narrowed = !everyone.cover(this.everyone);
        List<VerificationKey> read = read(next, narrowed ? List.of() : files);
        if (next.equals(settings) && read.equals(files) && everyone.equals(this.everyone)) {
            return this;
        }
        files.stream()
                .filter(key -> !read.contains(key))
                .forEach(key -> key.accepted().revoke());
        return new TokenVerifier(next, everyone, read, jwksOf(next, narrowed), clock);
    }

    private Optional<Jwks> jwksOf(TokenSettings next, boolean narrowed) {
        Optional<Jwks> kept = jwks.filter(known -> next.jwks().equals(Optional.of(known.url())));
        if (kept.isEmpty()) {
            jwks.ifPresent(Jwks::revoke);
            return next.jwks().map(url -> Jwks.follow(url, pace()));
        }
        if (narrowed) {
            kept.get().renew();
        }
        return kept;
    }

    private Pace pace() {
        return jwks.map(Jwks::pace).orElse(Pace.USUAL);
    }

    /** Ends all grants of these keys. Called when new settings have no keys for tokens. */
    public void revoke() {
        files.forEach(key -> key.accepted().revoke());
        jwks.ifPresent(Jwks::revoke);
    }

    /** Stops fetching keys. */
    @Override
    public void close() {
        jwks.ifPresent(Jwks::close);
    }

    private static List<VerificationKey> read(TokenSettings settings, List<VerificationKey> known) {
        Map<Identity, VerificationKey> byIdentity =
                known.stream().collect(toMap(VerificationKey::identity, Function.identity()));
        List<VerificationKey> keys = new ArrayList<>();
        settings.readKeys().forEach((file, key) -> {
            Identity identity = new Identity(Optional.empty(), Optional.empty(), key);
            keys.add(byIdentity.computeIfAbsent(
                    identity, absent -> new VerificationKey(absent, String.valueOf(file.getFileName()))));
        });
        return keys.stream().distinct().toList();
    }

    @Override
    public Optional<AuthenticationResult> known(String token) {
        return known(token, clock.millis()).map(Function.identity());
    }

    @Override
    public Optional<AuthenticationResult> quick(String token) {
        try {
            if (token.length() > QUICK_MAX && token.length() <= SignedToken.LENGTH_MAX) {
                return known(token);
            }
            long now = clock.millis();
            Optional<Granted> known = known(token, now);
            return known.isPresent() ? known.map(Function.identity()) : quick(token, read(token, now), now);
        } catch (InvalidToken invalid) {
            return Optional.of(invalid.verdict());
        }
    }

    private Optional<AuthenticationResult> quick(String token, SignedToken signed, long now) throws InvalidToken {
        if (signed.isHmac()) {
            return Optional.of(granted(token, signed, signer(signed), now));
        }
        if (files.stream().anyMatch(key -> key.isMeantBy(signed)) || isPublished(signed)) {
            return Optional.empty();
        }
        Optional<Ended> settled =
                jwks.isEmpty() ? Optional.of(Ended.NOT_NEEDED) : jwks.get().settled();
        return settled.isEmpty() ? Optional.empty() : Optional.of(withoutKey(signed, settled.get()));
    }

    @Override
    public CompletionStage<Void> ready(String token) {
        try {
            return jwks.isPresent() && mayBeOfAnother(read(token, clock.millis()))
                    ? jwks.orElseThrow().refreshed().thenAccept(ended -> {})
                    : CompletableFuture.completedStage(null);
        } catch (InvalidToken toldByVerify) {
            return CompletableFuture.completedStage(null);
        }
    }

    @Override
    public AuthenticationResult verify(String token) {
        return known(token, clock.millis())
                .<AuthenticationResult>map(granted -> granted)
                .orElseGet(() -> verifyAgain(token));
    }

    /** The result for {@code token}, without the cache. */
    AuthenticationResult verifyAgain(String token) {
        try {
            long now = clock.millis();
            return verify(token, read(token, now), now);
        } catch (InvalidToken invalid) {
            return invalid.verdict();
        }
    }

    private AuthenticationResult verify(String token, SignedToken signed, long now) throws InvalidToken {
        Optional<VerificationKey> signer = signer(signed);
        if (signer.isEmpty() && mayBeOfAnother(signed)) {
            // A fetch is recent, see ready, so this seldom blocks.
            Ended refreshed = jwks.orElseThrow().refresh();
            signer = signer(signed);
            if (signer.isEmpty()) {
                return withoutKey(signed, refreshed);
            }
        }
        return granted(token, signed, signer, now);
    }

    /**
     * Whether a key that the issuer has published since the last fetch may have signed it. A token that names no key
     * and may be signed with a key of a file is not considered: otherwise each forged token would cause a fetch.
     */
    private boolean mayBeOfAnother(SignedToken signed) {
        return jwks.isPresent()
                && !signed.isHmac()
                && !isPublished(signed)
                && (signed.kid().isPresent() || files.stream().noneMatch(key -> key.isMeantBy(signed)));
    }

    private Optional<Granted> known(String token, long now) {
        return token.length() > SignedToken.LENGTH_MAX ? Optional.empty() : verified.find(TokenHash.of(token), now);
    }

    private static SignedToken read(String token, long now) throws InvalidToken {
        SignedToken signed = SignedToken.parse(token);
        signed.claims().requireValidAt(now);
        return signed;
    }

    private Optional<VerificationKey> signer(SignedToken signed) {
        return keys().stream()
                .filter(key -> key.isMeantBy(signed) && key.verifies(signed))
                .findFirst();
    }

    private List<VerificationKey> keys() {
        List<VerificationKey> all = new ArrayList<>(files);
        jwks.ifPresent(published -> all.addAll(published.keys()));
        return all;
    }

    private boolean isPublished(SignedToken signed) {
        return jwks.isPresent() && jwks.get().keys().stream().anyMatch(key -> key.isMeantBy(signed));
    }

    /** The result if no known key has signed it: refused, or unknown if the keys could not be fetched. */
    private AuthenticationResult withoutKey(SignedToken signed, Ended fetched) throws InvalidToken {
        if (!fetched.succeeded()) {
            return new Unknown(
                    "expected the keys of the issuer of tokens, but they cannot be fetched now", pace().pause());
        }
        throw denied(signed);
    }

    private Granted granted(String token, SignedToken signed, Optional<VerificationKey> signer, long now)
            throws InvalidToken {
        if (signer.isEmpty()) {
            throw denied(signed);
        }
        Claims claims = signed.claims();
        if (settings.audience().isPresent()) {
            claims.requireAudience(settings.audience().get());
        }
        if (settings.issuer().isPresent()) {
            claims.requireIssuer(settings.issuer().get());
        }
        return verified.grant(TokenHash.of(token), claims, signer.get().accepted(), now);
    }

    private InvalidToken denied(SignedToken signed) {
        return keys().stream().noneMatch(key -> key.allows(signed.algorithm()))
                ? new InvalidToken(
                        Denial.WRONG_ALGORITHM,
                        "expected a token whose alg is one of a key of this service, but was " + signed.algorithm())
                : new InvalidToken(
                        Denial.BAD_SIGNATURE,
                        "expected a token that a key of this service signed, but none of them did");
    }
}
