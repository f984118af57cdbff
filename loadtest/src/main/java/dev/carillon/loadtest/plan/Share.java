package dev.carillon.loadtest.plan;

/** Which part of everything one of several loops takes: number {@code index} of {@code parts}, as equal as can be. */
public record Share(int index, int parts) {
    /** Of one that does everything. */
    public static final Share ALL = new Share(0, 1);

    public Share {
        Require.within("a share", 0, parts - 1, index);
    }

    /** How many of {@code total} things are in this share. */
    public int count(int total) {
        return first(total, index + 1) - first(total, index);
    }

    /** The first of {@code total} things that is in this share; the others follow it. */
    public int first(int total) {
        return first(total, index);
    }

    private int first(int total, int before) {
        return (int) ((long) total * before / parts);
    }
}
