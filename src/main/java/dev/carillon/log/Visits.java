package dev.carillon.log;

import java.util.ArrayList;
import java.util.List;

/** The topics whose entries leave by age, visited in turns; what comes and goes meanwhile makes none of them wait longer. */
final class Visits {
    private final List<TopicHistory> histories = new ArrayList<>();
    private int next;

    int size() {
        return histories.size();
    }

    /** Where its entries leave by age. */
    void add(TopicHistory history) {
        if (!history.hasAge()) {
            return;
        }
        history.visitPlace(histories.size());
        histories.add(history);
    }

    /** Where it is among them. */
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

    /** The one whose turn it is, until {@link #goOn}; there is one. */
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
