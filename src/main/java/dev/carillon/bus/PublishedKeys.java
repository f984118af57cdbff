package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
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
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What this node published under which idempotency key, so that a publication that is sent again is answered as at first and
 * not published again. A key is forgotten after {@link #WINDOW}, or when too many newer ones have come. Any thread may call
 * this: a lock is held while a publication with a key is taken, so that the same one on two threads is published once.
 */
final class PublishedKeys {
    static final Duration WINDOW = Duration.ofMinutes(10);

    /**
     * What one publication under a key takes at most, with an id: an entry of the map 48, its key of 64 characters 104, a
     * {@link Kept} with its list 88, and its answer 56.
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
        Optional<PublishResult> taken(int index) {
            return index < results.size() && results.get(index) instanceof Taken taken
                    ? Optional.of(taken)
                    : Optional.empty();
        }
    }

    /**
     * Publishes those of {@code publications} that have not been taken under {@code key} before.
     *
     * @param publications at least one, each of another topic, all of one payload
     * @return what became of each, for one that was taken before as it was told then
     * @throws KeyReused when the key came with other topics or another payload before; then nothing is published
     */
    List<PublishResult> publish(
            IdempotencyKey key, List<Publication> publications, Function<Publication, PublishResult> publish) {
        Digest digest = digest(publications);
        synchronized (this) {
            forgetOld();
            Kept before = kept.getOrDefault(key.value(), new Kept(digest, List.of(), nanoTime.getAsLong()));
            if (!before.digest().equals(digest)) {
                throw new KeyReused(key);
            }
            List<PublishResult> results = new ArrayList<>(publications.size());
            for (int i = 0; i < publications.size(); i++) {
                Publication publication = publications.get(i);
                results.add(before.taken(i).orElseGet(() -> publish.apply(publication)));
            }
            remember(key, new Kept(digest, List.copyOf(results), before.sinceNanos()));
            return results;
        }
    }

    /** A publication that is not taken is none: its publisher is asked to try again, and may try another. */
    private void remember(IdempotencyKey key, Kept now) {
        if (now.results().stream().noneMatch(Taken.class::isInstance)) {
            return;
        }
        if (kept.put(key.value(), now) == null) {
            count += now.results().size();
        }
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

    /** With its length, so that what follows cannot be taken for a part of it. */
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
