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
 * The keys that the issuer publishes, as they were at the last successful fetch. They are fetched at intervals, and
 * when a token names a key that is not among them. While fetching fails, the known keys stay valid.
 *
 * <p>All fetches run on one thread, {@code carillon-jwks}, so that no two of them run at once. Any thread may call the
 * methods.
 */
final class Jwks implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Jwks.class.getName());
    private static final int KID_SHOWN_MAX = 32;

    private final JwksSource source;
    private final Pace pace;
    private final ScheduledExecutorService fetching = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("carillon-jwks").factory());

    private volatile List<VerificationKey> keys = List.of();

    /** Guarded by this object's lock, as {@link #underWay}. */
    private Optional<Ended> last = Optional.empty();

    /** The fetch that callers wait for. */
    private Optional<CompletableFuture<Ended>> underWay = Optional.empty();

    /** Used only by the fetching thread. */
    private String lastWarning = "";

    /**
     * How often keys are fetched.
     *
     * @param every between two fetches while they succeed
     * @param pause between two fetches after a failure, and at least between two that tokens cause
     * @param timeout of one fetch
     */
    record Pace(Duration every, Duration pause, Duration timeout) {
        static final Pace USUAL = new Pace(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    /** The result of the last fetch. */
    record Ended(boolean succeeded, long atNanos) {
        /** If no keys have to be fetched. */
        static final Ended NOT_NEEDED = new Ended(true, 0);
    }

    private Jwks(URI url, Pace pace) {
        this.source = new JwksSource(url, pace.timeout());
        this.pace = pace;
    }

    /** Starts to fetch the keys at {@code url} at intervals. */
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

    /** The result of the last fetch, if it is recent and no fetch is under way; else a new fetch is needed. */
    synchronized Optional<Ended> settled() {
        return underWay.isEmpty()
                ? last.filter(ended ->
                        System.nanoTime() - ended.atNanos() < pace.pause().toNanos())
                : Optional.empty();
    }

    /** Fetches the keys, unless that was just done, and blocks until they are there. */
    Ended refresh() {
        return await(fetchSoon());
    }

    /** As {@link #refresh}, without blocking. Completes in any case. */
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
            // Handled below.
        }
        return new Ended(false, System.nanoTime());
    }

    /** All callers that come while a fetch is under way share it. */
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
            // RuntimeException too: the library throws one for a key that it can read but not use. Later fetches must
            // go on.
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

    /** Logs only changes. */
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

    /** Makes new keys of the same material, so that grants of the old ones end; the keys are still accepted. */
    void renew() {
        fetching.execute(() -> {
            List<VerificationKey> known = keys;
            keys = known.stream().map(key -> key(key.identity())).toList();
            known.forEach(key -> key.accepted().revoke());
        });
    }

    /** Ends fetching and all grants of these keys. */
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
