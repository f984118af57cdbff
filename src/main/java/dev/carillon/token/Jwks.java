package dev.carillon.token;

import static java.util.stream.Collectors.toMap;

import dev.carillon.token.VerificationKey.Identity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The keys that the issuer publishes, as they were when they were fetched last. They are fetched from time to time, and when
 * a token names a key that is not among them. While that fails, the known ones hold.
 *
 * <p>One thread of its own fetches, so that no two fetches run at once.
 */
final class Jwks implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Jwks.class.getName());
    private static final int KID_SHOWN_MAX = 32;

    private final JwksSource source;
    private final Pace pace;
    private final ScheduledExecutorService fetching = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("carillon-jwks").factory());

    private volatile List<VerificationKey> keys = List.of();

    /** Owned by this object's lock, as the next. */
    private Optional<Ended> last = Optional.empty();

    /** The fetch that is awaited. */
    private Optional<CompletableFuture<Ended>> underWay = Optional.empty();

    /** Touched by the fetching thread alone. */
    private String lastWarning = "";

    /**
     * How often keys are fetched.
     *
     * @param every between two fetches when all is well
     * @param pause least time between two that tokens cause, and between two when all is not well
     * @param timeout for one
     */
    record Pace(Duration every, Duration pause, Duration timeout) {
        static final Pace USUAL = new Pace(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    /** The last fetch. */
    record Ended(boolean succeeded, long atNanos) {
        /** Of keys that need not be fetched. */
        static final Ended NOT_NEEDED = new Ended(true, 0);
    }

    private Jwks(URI url, Pace pace) {
        this.source = new JwksSource(url, pace.timeout());
        this.pace = pace;
    }

    /** The keys at {@code url}, which are fetched from now on. */
    static Jwks follow(URI url, Pace pace) {
        Jwks jwks = new Jwks(url, pace);
        jwks.fetching.execute(jwks::fetchOnAndOn);
        return jwks;
    }

    URI url() {
        return source.url();
    }

    Pace pace() {
        return pace;
    }

    List<VerificationKey> keys() {
        return keys;
    }

    /** The answer without a fetch, if none must be made now. */
    synchronized Optional<Ended> settled() {
        return underWay.isEmpty()
                ? last.filter(ended ->
                        System.nanoTime() - ended.atNanos() < pace.pause().toNanos())
                : Optional.empty();
    }

    /** Has the keys fetched, unless that was just done, and waits for it. */
    Ended refresh() {
        return await(fetchSoon());
    }

    /** The same without waiting; ends in any case. */
    CompletionStage<Ended> refreshed() {
        return fetchSoon()
                .copy()
                .completeOnTimeout(
                        new Ended(false, System.nanoTime()), 2 * pace.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private Ended await(CompletableFuture<Ended> fetched) {
        try {
            return fetched.get(2 * pace.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException notFetched) {
            // Told below.
        }
        return new Ended(false, System.nanoTime());
    }

    /** All that ask while a fetch is under way share it. */
    private synchronized CompletableFuture<Ended> fetchSoon() {
        Optional<Ended> settled = settled();
        if (settled.isPresent()) {
            return CompletableFuture.completedFuture(settled.get());
        }
        if (underWay.isEmpty()) {
            CompletableFuture<Ended> awaited = new CompletableFuture<>();
            underWay = Optional.of(awaited);
            try {
                fetching.execute(this::fetchIfAwaited);
            } catch (RejectedExecutionException closed) {
                awaited.complete(new Ended(false, System.nanoTime()));
            }
        }
        return underWay.get();
    }

    private void fetchIfAwaited() {
        if (isAwaited()) {
            fetch();
        }
    }

    private synchronized boolean isAwaited() {
        return underWay.isPresent();
    }

    private void fetchOnAndOn() {
        Duration next = fetch().succeeded() ? pace.every() : pace.pause();
        var _ = fetching.schedule(this::fetchOnAndOn, next.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Ended fetch() {
        boolean succeeded = isFetched();
        Ended ended = new Ended(succeeded, System.nanoTime());
        end(ended).ifPresent(awaited -> awaited.complete(ended));
        return ended;
    }

    private synchronized Optional<CompletableFuture<Ended>> end(Ended ended) {
        Optional<CompletableFuture<Ended>> awaited = underWay;
        underWay = Optional.empty();
        last = Optional.of(ended);
        return awaited;
    }

    private boolean isFetched() {
        try {
            use(JwksReader.read(source.fetch()));
            return true;
        } catch (InterruptedIOException closed) {
            return false;
        } catch (IOException | RuntimeException failure) {
            // Also what the library throws for a key that it reads and cannot use: fetching goes on.
            warn(String.valueOf(failure.getMessage()));
            return false;
        }
    }

    private void use(Set<Identity> published) {
        Map<Identity, VerificationKey> known =
                keys.stream().collect(toMap(VerificationKey::identity, Function.identity()));
        keys = published.stream()
                .map(identity -> known.containsKey(identity) ? known.get(identity) : key(identity))
                .toList();
        List<VerificationKey> vanished =
                known.values().stream().filter(key -> !keys.contains(key)).toList();
        vanished.forEach(key -> key.accepted().revoke());
        tell(!known.keySet().equals(published), vanished.size());
    }

    /** Says what is new, and only that. */
    private void tell(boolean changed, int vanished) {
        if (changed || !lastWarning.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "keys for tokens fetched from " + source.shown() + ": " + keys.size() + " in use, " + vanished
                            + " revoked");
        }
        lastWarning = "";
    }

    private void warn(String reason) {
        if (!reason.equals(lastWarning)) {
            lastWarning = reason;
            LOG.log(
                    Level.WARNING,
                    "keys for tokens not fetched from " + source.shown() + ", so the known ones hold: " + reason);
        }
    }

    private static VerificationKey key(Identity identity) {
        String kid = identity.kid().orElse("without kid").replaceAll("[^A-Za-z0-9._ -]", "?");
        return new VerificationKey(identity, "jwks " + kid.substring(0, Math.min(kid.length(), KID_SHOWN_MAX)));
    }

    /** Tokens that were verified with these keys end; the keys are still accepted. */
    void renew() {
        fetching.execute(() -> {
            List<VerificationKey> known = keys;
            keys = known.stream().map(key -> key(key.identity())).toList();
            known.forEach(key -> key.accepted().revoke());
        });
    }

    /** Nothing that the keys vouched for holds any more. */
    void revoke() {
        close();
        keys.forEach(key -> key.accepted().revoke());
    }

    @Override
    public void close() {
        fetching.shutdownNow();
        source.close();
    }
}
