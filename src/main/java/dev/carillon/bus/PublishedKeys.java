package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * The results of publications with an idempotency key, by this node or by one with the same shared log: a publication
 * that is sent again gets its first answer and is not published again. A key is removed after {@link #WINDOW}, or when
 * too many newer ones have come. Any thread may call this. A lock is held while a publication with a key is published,
 * so that the same one on two threads is published once.
 */
final class PublishedKeys {
    static final Duration WINDOW = Duration.ofMinutes(10);

    /**
     * The most memory of one publication with a key and an id: an entry of the map 48, its key of 64 characters 104, a
     * {@link Kept} with its list 88, and its answer 56.
     */
    static final int BYTES_EACH = 296;

    private final int most;
    private final LongSupplier nanoTime;

    /** In the order in which the keys first came. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** The number of publications with all keys. */
    private int count;

    /**
     * @param most the most publications that are remembered with all keys together
     */
    PublishedKeys(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** 128 bits of a hash of the publications: two are never equal by chance, and nobody can find two that are. */
    private record Digest(long high, long low) {}

    /**
     * @param results for its publications; empty if they have not been published yet
     */
    private record Kept(Digest digest, List<PublishResult> results, long sinceNanos) {
        /** The earlier result of a publication, also a pending one; empty if it was refused or has not come. */
        Optional<PublishResult> taken(int index) {
            return index < results.size() ? taken(results.get(index)) : Optional.empty();
        }

        private static Optional<PublishResult> taken(PublishResult result) {
            return switch (result) {
                case Taken taken -> Optional.of(taken);
                case Refused refused -> Optional.empty();
                case Pending pending -> ended(pending.outcome().toCompletableFuture(), pending);
            };
        }

        private static Optional<PublishResult> ended(CompletableFuture<Outcome> outcome, Pending pending) {
            if (!outcome.isDone()) {
                return Optional.of(pending);
            }
            return outcome.isCompletedExceptionally() ? Optional.empty() : taken(outcome.join());
        }

        boolean isAnyTaken() {
            return results.stream().anyMatch(result -> taken(result).isPresent());
        }

        /** This, with the result of one of the publications. */
        Kept with(int index, int of, Taken taken) {
            List<PublishResult> all = new ArrayList<>(results);
            while (all.size() < of) {
                all.add(UNKNOWN);
            }
            all.set(index, taken);
            return new Kept(digest, List.copyOf(all), sinceNanos);
        }
    }

    /** The result of a publication that this node does not have yet. */
    private static final PublishResult UNKNOWN = new PublishResult.Unconfirmed("it is not known yet");

    /**
     * Publishes those of {@code publications} that have not been accepted with {@code key} before.
     *
     * @param publications at least one, all with different topics and the same payload
     * @return the result for each; for one that was accepted before, its earlier result
     * @throws KeyReused when the key came with other topics or another payload before; then nothing is published
     */
    List<PublishResult> publish(
            IdempotencyKey key,
            List<Publication> publications,
            BiFunction<Publication, KeyPart, PublishResult> publish) {
        Digest digest = digest(publications);
        synchronized (this) {
            forgetOld();
            Kept before = kept.getOrDefault(key.value(), new Kept(digest, List.of(), nanoTime.getAsLong()));
            if (before.isAnyTaken() && !before.digest().equals(digest)) {
                throw new KeyReused(key);
            }
            List<PublishResult> results = new ArrayList<>(publications.size());
            for (int i = 0; i < publications.size(); i++) {
                Publication publication = publications.get(i);
                int index = i;
                results.add(before.taken(i)
                        .orElseGet(() -> publish.apply(
                                publication,
                                new KeyPart(key, digest.high(), digest.low(), index, publications.size()))));
            }
            remember(key, new Kept(digest, List.copyOf(results), before.sinceNanos()));
            return results;
        }
    }

    /**
     * The first result for a publication that arrives from the shared log.
     *
     * @return empty if it is the first one to arrive
     * @throws KeyReused when other publications with its key arrived before
     */
    synchronized Optional<Taken> first(KeyPart part) {
        forgetOld();
        Kept before = kept.get(part.key().value());
        if (before == null) {
            return Optional.empty();
        }
        if (before.isAnyTaken() && !before.digest().equals(digest(part))) {
            return firstOfOthers(part, before);
        }
        return before.taken(part.index()).flatMap(PublishedKeys::arrived);
    }

    /**
     * A result without an id belongs to a publication that is held for an interval or still on its way, so it has not
     * arrived.
     */
    private static Optional<Taken> arrived(PublishResult result) {
        return result instanceof Taken taken && taken.id().isPresent() ? Optional.of(taken) : Optional.empty();
    }

    /**
     * A publication with the key that has not arrived yet may be the later one of two that nodes added at the same
     * time.
     */
    private static Optional<Taken> firstOfOthers(KeyPart part, Kept before) {
        boolean arrived = before.results().stream()
                .anyMatch(result ->
                        Kept.taken(result).flatMap(PublishedKeys::arrived).isPresent());
        if (arrived) {
            throw new KeyReused(part.key());
        }
        return Optional.empty();
    }

    /** Records the result of a publication that arrived from the shared log. */
    synchronized void arrived(KeyPart part, Taken taken) {
        Kept before = kept.get(part.key().value());
        Kept known = before != null && before.digest().equals(digest(part))
                ? before
                : new Kept(digest(part), List.of(), nanoTime.getAsLong());
        remember(part.key(), known.with(part.index(), part.count(), taken));
    }

    /**
     * Removes all keys. The shared log restarts for this node; repetitions must be determined from its contents alone,
     * so that all nodes agree.
     */
    synchronized void forgetAll() {
        kept.clear();
        count = 0;
    }

    private static Digest digest(KeyPart part) {
        return new Digest(part.digestHigh(), part.digestLow());
    }

    /** Records accepted publications only: a publisher that is refused may try again, also with another publication. */
    private void remember(IdempotencyKey key, Kept now) {
        if (!now.isAnyTaken()) {
            return;
        }
        Kept before = kept.put(key.value(), now);
        count += now.results().size() - (before == null ? 0 : before.results().size());
        for (Iterator<Kept> oldest = kept.values().iterator(); count > most && oldest.hasNext(); ) {
            count -= oldest.next().results().size();
            oldest.remove();
        }
    }

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        Iterator<Kept> oldest = kept.values().iterator();
        while (oldest.hasNext()) {
            Kept next = oldest.next();
            if (now - next.sinceNanos() < WINDOW.toNanos()) {
                return;
            }
            count -= next.results().size();
            oldest.remove();
        }
    }

    /** The number of remembered publications. */
    synchronized int count() {
        return count;
    }

    private static Digest digest(List<Publication> publications) {
        MessageDigest sha256 = sha256();
        for (Publication publication : publications) {
            update(sha256, publication.topic().value().getBytes(UTF_8));
        }
        Payload payload = publications.getFirst().payload();
        update(sha256, payload.kind().name().getBytes(UTF_8));
        if (payload.kind() == Payload.Kind.BINARY) {
            // The content types of text and JSON are left out: they depend on the way in, and subscribers receive the
            // same.
            update(sha256, payload.contentType().getBytes(UTF_8));
        }
        update(sha256, payload.bytes());
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        return new Digest(digest.getLong(), digest.getLong());
    }

    /** Adds the length too, so that different parts with the same bytes in sequence have different hashes. */
    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each JDK has SHA-256", impossible);
        }
    }
}
