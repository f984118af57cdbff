package dev.carillon.admission;

import dev.carillon.lane.Connection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a lane that have no answer yet, in the order in which they came: a list that is linked through two
 * arrays, so that one that ends is found and removed at once, and none has an object for it. Where a connection stands
 * is its {@code slot}, until it subscribes to something.
 *
 * <p>Belongs to one loop.
 */
public final class PendingHandshakes {
    private static final int NONE = -1;
    private static final int FIRST_ROOM = 16;

    private @Nullable Connection[] standing = new Connection[FIRST_ROOM];
    /** The one that came next, by place; of a free place, the next that is free. */
    private int[] later = new int[FIRST_ROOM];

    private int[] earlier = new int[FIRST_ROOM];
    private int longest = NONE;
    private int latest = NONE;
    private int free = NONE;
    /** Places from here on have never been taken. */
    private int end;

    private int count;

    public int count() {
        return count;
    }

    /** The one that has waited longest; null where there is none. */
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

    /** Does nothing where {@code connection} is not here. */
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
