package dev.carillon.loadtest.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A level over time: a number of connections, or a rate per second. It changes linearly between two corners, and stays
 * the same after the last one. Times are in nanoseconds since the beginning, where the first corner is.
 */
public final class LoadProfile {
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Corner> corners;

    /**
     * A point of the profile, with straight lines to the points before and after it.
     *
     * @param total integral of the level from the beginning to this point, in level times seconds
     */
    private record Corner(long nanos, double level, double total) {}

    private LoadProfile(List<Corner> corners) {
        this.corners = List.copyOf(corners);
    }

    /** A profile whose level never changes. */
    public static LoadProfile at(double level) {
        return new LoadProfile(List.of(new Corner(0, level, 0)));
    }

    /** This profile, continued by a straight line to {@code level} in the given time; a time of 0 makes a jump. */
    public LoadProfile to(double level, long nanos) {
        Corner last = corners.getLast();
        double seconds = nanos / NANOS_PER_SECOND;
        List<Corner> more = new ArrayList<>(corners);
        more.add(new Corner(last.nanos + nanos, level, last.total + (last.level + level) / 2 * seconds));
        return new LoadProfile(more);
    }

    /** This profile, continued at its last level for the given time. */
    public LoadProfile hold(long nanos) {
        return to(corners.getLast().level, nanos);
    }

    public double level(long nanos) {
        int i = before(nanos);
        Corner from = corners.get(i);
        return from.level + slope(i) * (nanos - from.nanos) / NANOS_PER_SECOND;
    }

    /** The integral of the level from the beginning to this time: if the level is a rate, the number of events. */
    public double total(long nanos) {
        int i = before(nanos);
        Corner from = corners.get(i);
        double seconds = (nanos - from.nanos) / NANOS_PER_SECOND;
        return from.total + from.level * seconds + slope(i) * seconds * seconds / 2;
    }

    /** The time at which {@link #total} reaches this number, or {@link Long#MAX_VALUE} if it never does. */
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
        // This form of the root does not subtract nearly equal numbers.
        double root = Math.sqrt(Math.max(0, from.level * from.level + 2 * slope * rest));
        return from.nanos + (rest == 0 ? 0 : (long) (2 * rest / (from.level + root) * NANOS_PER_SECOND));
    }

    /** The index of the last corner at or before this time; at a jump, of the corner after the jump. */
    private int before(long nanos) {
        int i = corners.size() - 1;
        while (i > 0 && corners.get(i).nanos > nanos) {
            i--;
        }
        return i;
    }

    /** How much the level changes in a second after this corner. */
    private double slope(int i) {
        if (i == corners.size() - 1) {
            return 0;
        }
        Corner from = corners.get(i);
        Corner to = corners.get(i + 1);
        return to.nanos == from.nanos ? 0 : (to.level - from.level) * NANOS_PER_SECOND / (to.nanos - from.nanos);
    }
}
