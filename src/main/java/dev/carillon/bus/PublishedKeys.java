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
 * What was published under which idempotency key, by this node or by one that shares its log, so that a publication
 * that is sent again is answered as at first and not published again. A key is forgotten after {@link #WINDOW}, or when
 * too many newer ones have come. Any thread may call this: a lock is held while a publication with a key is taken, so
 * that the same one on two threads is published once.
 */
final class PublishedKeys {
    static final Duration WINDOW = Duration.ofMinutes(10);

    /**
     * What one publication under a key takes at most, with an id: an entry of the map 48, its key of 64 characters 104,
     * a {@link Kept} with its list 88, and its answer 56.
     */
    static final int BYTES_EACH = 296;

    private final int most;
    private final LongSupplier nanoTime;

    /** In the order in which the keys first came. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** Publications under all keys. */
    private int count;

    /** @param most publications that are remembered under all keys together */
    PublishedKeys(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** Of what was published, 128 bits: enough that no two are the same by chance or by design. */
    private record Digest(long high, long low) {}

    /** @param results of its publications, none where they have not been published yet */
    private record Kept(Digest digest, List<PublishResult> results, long sinceNanos) {
        /** What it was told, or is to be told. */
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

        /** With the first answer to one of them. */
        Kept with(int index, int of, Taken taken) {
            List<PublishResult> all = new ArrayList<>(results);
            while (all.size() < of) {
                all.add(UNKNOWN);
            }
            all.set(index, taken);
            return new Kept(digest, List.copyOf(all), sinceNanos);
        }
    }

    /** Of one that this node does not have yet. */
    private static final PublishResult UNKNOWN = new PublishResult.Unconfirmed("it is not known yet");

    /**
     * Publishes those of {@code publications} that have not been taken under {@code key} before.
     *
     * @param publications at least one, each of another topic, all of one payload
     * @return what became of each, for one that was taken before as it was told then
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
     * The first answer to a publication that arrives from a log that nodes share.
     *
     * @return empty where it is the first one to arrive
     * @throws KeyReused when others came under its key before
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

    /** What was told without an id is held for the end of an interval, or is on its way: it has not arrived. */
    private static Optional<Taken> arrived(PublishResult result) {
        return result instanceof Taken taken && taken.id().isPresent() ? Optional.of(taken) : Optional.empty();
    }

    /** What this node waits for under the key may be the later one of two that nodes added at the same time. */
    private static Optional<Taken> firstOfOthers(KeyPart part, Kept before) {
        boolean arrived = before.results().stream()
                .anyMatch(result ->
                        Kept.taken(result).flatMap(PublishedKeys::arrived).isPresent());
        if (arrived) {
            throw new KeyReused(part.key());
        }
        return Optional.empty();
    }

    /** Notes what became of a publication that arrived from a log that nodes share. */
    synchronized void arrived(KeyPart part, Taken taken) {
        Kept before = kept.get(part.key().value());
        Kept known = before != null && before.digest().equals(digest(part))
                ? before
                : new Kept(digest(part), List.of(), nanoTime.getAsLong());
        remember(part.key(), known.with(part.index(), part.count(), taken));
    }

    /**
     * Forgets all: the log that nodes share begins anew for this one, and which publications are repetitions is to
     * follow from what is in it, so that all nodes remember the same.
     */
    synchronized void forgetAll() {
        kept.clear();
        count = 0;
    }

    private static Digest digest(KeyPart part) {
        return new Digest(part.digestHigh(), part.digestLow());
    }

    /** A publication that is not taken is none: its publisher is asked to try again, and may try another. */
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

    /** Publications that are remembered. */
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
            // Text is text, and JSON is JSON, whatever the way in calls it: subscribers receive the same.
            update(sha256, payload.contentType().getBytes(UTF_8));
        }
        update(sha256, payload.bytes());
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        return new Digest(digest.getLong(), digest.getLong());
    }

    /** Adds the length too, so that the following bytes cannot be taken for a part of it. */
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
