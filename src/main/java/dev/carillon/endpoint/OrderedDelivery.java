package dev.carillon.endpoint;

import dev.carillon.hub.Batch;
import dev.carillon.lane.Connection;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sends the outstanding publications of several subscriptions of a connection in the order of their ids. One for all
 * connections of a loop; empty between calls.
 */
final class OrderedDelivery {
    private final Batch batch;
    private final List<Publication> gathered = new ArrayList<>();
    private boolean gathering;

    /** @param batch used here only */
    OrderedDelivery(Batch batch) {
        this.batch = batch;
    }

    /** Whether publications are collected now instead of sent. */
    boolean isGathering() {
        return gathering;
    }

    /** Collects the publications that {@code subscriptions} deliver. */
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

    /** Sends the collected publications. */
    void deliver(Connection connection, Rendering form) {
        // Publications that are not remembered have no offset; they go first, in their order of arrival.
        gathered.sort(Comparator.comparingLong(Publication::offset));
        try {
            for (int sent = 0; sent < gathered.size(); ) {
                sent += batch.load(gathered.subList(sent, gathered.size()), form);
                connection.deliver(batch, 0);
            }
        } finally {
            batch.clear();
            gathered.clear();
        }
    }
}
