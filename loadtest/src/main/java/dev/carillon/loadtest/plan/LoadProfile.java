package dev.carillon.loadtest.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A level that changes in straight lines from corner to corner: a number of connections, or a rate per second. Time
 * is in nanoseconds since the beginning, before which there is nothing; after the last corner the level stays.
 */
public final class LoadProfile {
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Corner> corners;

    /** @param total what the level comes to until then, in level times seconds */
    private record Corner(long nanos, double level, double total) {}

    private LoadProfile(List<Corner> corners) {
        this.corners = List.copyOf(corners);
    }

    /** Always at the same level. */
    public static LoadProfile at(double level) {
        return new LoadProfile(List.of(new Corner(0, level, 0)));
    }

    /** This, and after its last point a straight line to {@code level} in the given time; zero makes a jump. */
    public LoadProfile to(double level, long nanos) {
        Corner last = corners.getLast();
        double seconds = nanos / NANOS_PER_SECOND;
        List<Corner> more = new ArrayList<>(corners);
        more.add(new Corner(last.nanos + nanos, level, last.total + (last.level + level) / 2 * seconds));
        return new LoadProfile(more);
    }

    /** This, and its last level for the given time. */
    public LoadProfile hold(long nanos) {
        return to(corners.getLast().level, nanos);
    }

    public double level(long nanos) {
        int i = before(nanos);
        Corner from = corners.get(i);
        return from.level + slope(i) * (nanos - from.nanos) / NANOS_PER_SECOND;
    }

    /** How often something has happened until then whose rate this is. */
    public double total(long nanos) {
        int i = before(nanos);
        Corner from = corners.get(i);
        double seconds = (nanos - from.nanos) / NANOS_PER_SECOND;
        return from.total + from.level * seconds + slope(i) * seconds * seconds / 2;
    }

    /** When it has happened so often; {@link Long#MAX_VALUE} when it never does. */
    public long nanosOf(double total) {
        int i = corners.size() - 1;
        while (i > 0 && corners.get(i).total > total) {
            i--;
        }
        Corner from = corners.get(i);
        double rest = total - from.total;
        double slope = slope(i);
        if (slope == 0) {
            return from.level == 0 ? Long.MAX_VALUE : from.nanos + (long) (rest * (NANOS_PER_SECOND / from.level));
        }
        // The form of the root that does not subtract nearly equal numbers.
        double root = Math.sqrt(Math.max(0, from.level * from.level + 2 * slope * rest));
        return from.nanos + (rest == 0 ? 0 : (long) (2 * rest / (from.level + root) * NANOS_PER_SECOND));
    }

    /** The last corner that is not behind this time: behind a jump where there is one. */
    private int before(long nanos) {
        int i = corners.size() - 1;
        while (i > 0 && corners.get(i).nanos > nanos) {
            i--;
        }
        return i;
    }

    /** Change of the level a second from this corner on. */
    private double slope(int i) {
        if (i == corners.size() - 1) {
            return 0;
        }
        Corner from = corners.get(i);
        Corner to = corners.get(i + 1);
        return to.nanos == from.nanos ? 0 : (to.level - from.level) * NANOS_PER_SECOND / (to.nanos - from.nanos);
    }
}
