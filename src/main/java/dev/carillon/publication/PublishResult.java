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
    /** The final result for a publication. */
    sealed interface Outcome extends PublishResult {}

    /**
     * The node has accepted it, and delivers it to all of its subscribers that keep reading. If its topic has a least
     * interval, a newer publication may replace it.
     *
     * @param id present if it is remembered, and is not held until the end of its topic's interval
     */
    record Taken(Optional<MessageId> id) implements Outcome {}

    /** The node does not accept it. The publisher may try again later. */
    sealed interface Refused extends Outcome {
        /** The reason, for the publisher. */
        String message();
    }

    /**
     * Too many bytes are pending. No subscriber receives it.
     *
     * @param pendingBytes the pending bytes if there is no space
     * @param maxBytes their limit
     */
    record Busy(long pendingBytes, long maxBytes) implements Refused {
        @Override
        public String message() {
            return "too many publications are pending: " + pendingBytes + " of " + maxBytes + " bytes";
        }
    }

    /** The nodes that must remember it cannot be reached, or have not confirmed it in time. */
    record Unconfirmed(String message) implements Refused {}

    /**
     * It is on its way to the shared log, and from there to subscribers.
     *
     * @param outcome completes with the result, in the order of publication for one publishing thread; fails with
     *     {@link KeyReused} if another node has accepted other publications with the same key
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

    /** The same list, if none of its results is pending. */
    @SuppressWarnings("unchecked") // nothing is added to it
    static List<Outcome> outcomes(List<PublishResult> known) {
        return (List<Outcome>) (List<?>) known;
    }

    /**
     * Passes all results to {@code then}: at once if none is pending, otherwise on the thread that completes the last
     * one.
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

    /** The {@link KeyReused} with which a pending result has failed, if that is the cause. */
    static Optional<KeyReused> keyReused(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof KeyReused reused ? Optional.of(reused) : Optional.empty();
    }
}
