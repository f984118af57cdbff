package dev.carillon.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The topics whose entries expire by age, visited round-robin. Topics that are added or removed do not delay the
 * others.
 */
final class Visits {
    private final List<TopicHistory> histories = new ArrayList<>();
    private int next;

    int size() {
        return histories.size();
    }

    /** Adds the topic if its entries expire by age. */
    void add(TopicHistory history) {
        if (!history.hasAge()) {
            return;
        }
        history.visitPlace(histories.size());
        histories.add(history);
    }

    /** Removes the topic if it was added. */
    void remove(TopicHistory history) {
        int place = history.visitPlace();
        if (place == TopicHistory.NOT_VISITED) {
            return;
        }
        TopicHistory last = histories.removeLast();
        if (place < histories.size()) {
            histories.set(place, last);
            last.visitPlace(place);
        }
        history.visitPlace(TopicHistory.NOT_VISITED);
    }

    /** The next topic to visit, the same until {@link #goOn}. There must be at least one. */
    TopicHistory current() {
        if (next >= histories.size()) {
            next = 0;
        }
        return histories.get(next);
    }

    void goOn() {
        next++;
    }
}
