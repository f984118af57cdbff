package dev.carillon.routes;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Has answers written in the order of their questions, also where some are known later than those behind them. */
final class AnswersInOrder {
    /** Empty where all that was asked has been answered. */
    private final Queue<Place> waiting = new ArrayDeque<>(2);

    /** One answer among them. */
    final class Place {
        private @Nullable Runnable write;

        /** The answer is known. */
        void known(Runnable writes) {
            write = writes;
            writeKnown();
        }
    }

    /** For an answer that is known later. */
    Place place() {
        Place place = new Place();
        waiting.add(place);
        return place;
    }

    /** Writes this one, at once where no other is waited for. */
    void write(Runnable writes) {
        if (waiting.isEmpty()) {
            writes.run();
        } else {
            place().known(writes);
        }
    }

    private void writeKnown() {
        while (!waiting.isEmpty() && waiting.peek().write != null) {
            Runnable next = waiting.remove().write;
            if (next != null) {
                next.run();
            }
        }
    }

    int waitingCount() {
        return waiting.size();
    }
}
