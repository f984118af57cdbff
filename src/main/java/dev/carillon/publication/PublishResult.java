package dev.carillon.publication;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The result of publishing to this node, or a future of it. */
public sealed interface PublishResult {
    /** What became of it. */
    sealed interface Outcome extends PublishResult {}

    /**
     * The node has it, and brings it to all of its subscribers that keep reading; where its topic has a least interval,
     * a newer one may take its place.
     *
     * @param id where it is remembered, and is not held until its topic's interval ends
     */
    record Taken(Optional<MessageId> id) implements Outcome {}

    /** The node does not take it. The publisher may try again later. */
    sealed interface Refused extends Outcome {
        /** What the publisher is told. */
        String message();
    }

    /**
     * Too much is pending. No subscriber gets it.
     *
     * @param pendingBytes what is pending if there is no space, in bytes
     * @param maxBytes what may be
     */
    record Busy(long pendingBytes, long maxBytes) implements Refused {
        @Override
        public String message() {
            return "too many publications are pending: " + pendingBytes + " of " + maxBytes + " bytes";
        }
    }

    /** The nodes that are needed to remember it cannot be reached, or have not confirmed in time that they have it. */
    record Unconfirmed(String message) implements Refused {}

    /**
     * It is on its way to the log that several nodes share, and then to subscribers.
     *
     * @param outcome ends with it, in the order of publication for what one thread publishes; it fails with {@link
     *     KeyReused} where another node took others under its key
     */
    record Pending(CompletionStage<Outcome> outcome) implements PublishResult {}

    Taken TAKEN = new Taken(Optional.empty());

    static boolean isAnyPending(List<PublishResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Pending) {
                return true;
            }
        }
        return false;
    }

    /** The same list, where none of them is pending. */
    @SuppressWarnings("unchecked") // nothing is added to it
    static List<Outcome> outcomes(List<PublishResult> known) {
        return (List<Outcome>) (List<?>) known;
    }

    /**
     * Calls back with what became of all of them: at once, where that is known, or where and when the last one ends.
     */
    static void whenKnown(List<PublishResult> results, BiConsumer<List<Outcome>, Optional<KeyReused>> then) {
        if (!isAnyPending(results)) {
            then.accept(outcomes(results), Optional.empty());
            return;
        }
        List<CompletableFuture<Outcome>> all =
                results.stream().map(PublishResult::future).toList();
        var _ = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).whenComplete((ended, failure) -> {
            Optional<KeyReused> reused = keyReused(failure);
            then.accept(
                    reused.isPresent()
                            ? List.of()
                            : all.stream().map(CompletableFuture::join).toList(),
                    reused);
        });
    }

    private static CompletableFuture<Outcome> future(PublishResult result) {
        return switch (result) {
            case Outcome outcome -> CompletableFuture.completedFuture(outcome);
            case Pending pending -> pending.outcome().toCompletableFuture();
        };
    }

    /** What a pending one has failed with, if it is that. */
    static Optional<KeyReused> keyReused(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof KeyReused reused ? Optional.of(reused) : Optional.empty();
    }
}
