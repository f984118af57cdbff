package dev.carillon.admission;

import dev.carillon.lane.Connection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a lane that have no answer yet, in the order of their arrival. It is a list linked through two
 * arrays, so that a connection is found and removed in constant time, without an object for each. The index of a
 * connection is its {@code slot}, until it subscribes to something.
 *
 * <p>Belongs to one loop.
 */
public final class PendingHandshakes {
    private static final int NONE = -1;
    private static final int FIRST_CAPACITY = 16;

    private @Nullable Connection[] standing = new Connection[FIRST_CAPACITY];
    /** The next newer connection, by index; for a free index, the next free one. */
    private int[] later = new int[FIRST_CAPACITY];

    private int[] earlier = new int[FIRST_CAPACITY];
    private int longest = NONE;
    private int latest = NONE;
    private int free = NONE;
    /** Indexes from here on have never been used. */
    private int end;

    private int count;

    public int count() {
        return count;
    }

    /** The connection that has waited longest; null if there is none. */
    @Nullable
    public Connection longest() {
        return longest == NONE ? null : standing[longest];
    }

    public void add(Connection connection) {
        int place = takePlace();
        standing[place] = connection;
        connection.slot(place);
        earlier[place] = latest;
        later[place] = NONE;
        if (latest == NONE) {
            longest = place;
        } else {
            later[latest] = place;
        }
        latest = place;
        count++;
    }

    /** Does nothing if {@code connection} is not in the list. */
    public void remove(Connection connection) {
        int place = connection.slot();
        if (!isAt(place, connection)) {
            return;
        }
        standing[place] = null;
        if (earlier[place] == NONE) {
            longest = later[place];
        } else {
            later[earlier[place]] = later[place];
        }
        if (later[place] == NONE) {
            latest = earlier[place];
        } else {
            earlier[later[place]] = earlier[place];
        }
        later[place] = free;
        free = place;
        count--;
    }

    @SuppressWarnings("ReferenceEquality") // two connections with the same descriptor are equal to Netty
    private boolean isAt(int place, Connection connection) {
        return place >= 0 && place < end && standing[place] == connection;
    }

    private int takePlace() {
        if (free != NONE) {
            int place = free;
            free = later[place];
            return place;
        }
        if (end == standing.length) {
            standing = Arrays.copyOf(standing, 2 * end);
            later = Arrays.copyOf(later, 2 * end);
            earlier = Arrays.copyOf(earlier, 2 * end);
        }
        return end++;
    }
}
