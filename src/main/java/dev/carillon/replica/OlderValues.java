package dev.carillon.replica;

import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Arrivals.LastValues;
import java.util.List;
import java.util.Optional;

/** The last values that stood in segments which the shared log has let go of: other nodes still have them. */
interface OlderValues {
    /** Where one node finds them. */
    @FunctionalInterface
    interface Source {
        /**
         * The next of them behind {@code after}; the last part comes {@code through} the offset of that name.
         *
         * @return empty where the node has not come so far in this epoch
         */
        Optional<LastValues> next(String epoch, long after, long through);
    }

    /**
     * The last values as of an offset, in the order of their offsets; may wait. That of a topic which has a newer publication
     * by now need not be among them.
     *
     * @return empty if no other node that has them has answered
     */
    Optional<List<LastValue>> through(String epoch, long through);
}
