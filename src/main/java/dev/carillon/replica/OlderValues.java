package dev.carillon.replica;

import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Arrivals.LastValues;
import java.util.List;
import java.util.Optional;

/** The last values from segments that were removed from the shared log. Other nodes still have them. */
interface OlderValues {
    /** Reads the last values on one node. */
    @FunctionalInterface
    interface Source {
        /**
         * The next part after {@code after}; the last part reaches {@code through}.
         *
         * @return empty if the node has not read that far in this epoch
         */
        Optional<LastValues> next(String epoch, long after, long through);
    }

    /**
     * The last values up to an offset, in the order of their offsets; may block. The value of a topic that has a newer
     * publication by now may be missing.
     *
     * @return empty if no other node that has them has answered
     */
    Optional<List<LastValue>> through(String epoch, long through);
}
