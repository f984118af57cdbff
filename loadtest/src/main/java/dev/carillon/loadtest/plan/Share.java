package dev.carillon.loadtest.plan;

/**
 * The part of the work that one of several loops does: number {@code index} of {@code parts} parts, which are as equal
 * as possible.
 */
public record Share(int index, int parts) {
    /** The share of a loop that does everything. */
    public static final Share ALL = new Share(0, 1);

    public Share {
        Require.within("a share", 0, parts - 1, index);
    }

    /** The number of things in this share, of {@code total} things. */
    public int count(int total) {
        return first(total, index + 1) - first(total, index);
    }

    /** The index of the first thing in this share, of {@code total} things; the others follow it. */
    public int first(int total) {
        return first(total, index);
    }

    private int first(int total, int before) {
        return (int) ((long) total * before / parts);
    }
}
