package dev.carillon.routes;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Writes answers in the order of their requests, even if an answer becomes known before an earlier one. */
final class AnswersInOrder {
    /** Empty if all requests have been answered. */
    private final Queue<Place> waiting = new ArrayDeque<>(2);

    /** The position of one answer in the order. */
    final class Place {
        private @Nullable Runnable write;

        /** Sets the answer. */
        void known(Runnable writes) {
            write = writes;
            writeKnown();
        }
    }

    /** Reserves the position of an answer that is known later. */
    Place place() {
        Place place = new Place();
        waiting.add(place);
        return place;
    }

    /** Writes an answer that is known now; at once if no earlier answer is missing. */
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
