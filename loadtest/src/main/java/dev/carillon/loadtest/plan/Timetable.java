package dev.carillon.loadtest.plan;

/**
 * When a run does what, by {@link System#nanoTime}: the same for all loops.
 *
 * @param startNanos the workload begins
 * @param measureNanos it is warm: from now on it is timed
 * @param endNanos it ends
 */
public record Timetable(long startNanos, long measureNanos, long endNanos) {

    public static Timetable of(Plan plan, long startNanos) {
        long measureNanos = startNanos + plan.workload().warmUp().toNanos();
        return new Timetable(
                startNanos, measureNanos, measureNanos + plan.duration().toNanos());
    }

    /** Whether what falls due at this time is timed. */
    public boolean isMeasured(long dueNanos) {
        return dueNanos - measureNanos >= 0 && dueNanos - endNanos < 0;
    }
}
