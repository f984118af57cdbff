package dev.carillon.endpoint;

import dev.carillon.hub.Batch;
import dev.carillon.lane.Connection;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Brings what several subscriptions of a connection have outstanding in the order of the ids. One for all connections of a
 * loop; it is empty between two calls.
 */
final class InOrder {
    private final Batch batch;
    private final List<Publication> gathered = new ArrayList<>();
    private boolean gathering;

    /** @param batch of nobody else */
    InOrder(Batch batch) {
        this.batch = batch;
    }

    /** Whether what comes now is to be added. */
    boolean isGathering() {
        return gathering;
    }

    /** Has {@code subscriptions} bring what they have. */
    void gather(Runnable subscriptions) {
        gathering = true;
        try {
            subscriptions.run();
        } finally {
            gathering = false;
        }
    }

    void add(Publication publication) {
        gathered.add(publication);
    }

    /**
     * Sends all that has been gathered.
     *
     * @param pattern of one of the subscriptions
     */
    void deliver(Connection connection, TopicPattern pattern, Rendering form) {
        // Those that are not remembered have none: they go ahead, as they came.
        gathered.sort(Comparator.comparingLong(Publication::offset));
        try {
            for (int sent = 0; sent < gathered.size(); ) {
                sent += batch.load(gathered.subList(sent, gathered.size()), form, pattern);
                connection.deliver(batch, 0);
            }
        } finally {
            batch.clear();
            gathered.clear();
        }
    }
}
