package dev.carillon.loadtest.plan;

/**
 * The times of a run, by {@link System#nanoTime}. They are the same for all loops.
 *
 * @param startNanos the workload begins
 * @param measureNanos the warm-up ends; after it, the workload is timed
 * @param endNanos the workload ends
 */
public record Timetable(long startNanos, long measureNanos, long endNanos) {

    public static Timetable of(Plan plan, long startNanos) {
        long measureNanos = startNanos + plan.workload().warmUp().toNanos();
        return new Timetable(
                startNanos, measureNanos, measureNanos + plan.duration().toNanos());
    }

    /** Whether an event that is due at this time is timed. */
    public boolean isMeasured(long dueNanos) {
        return dueNanos - measureNanos >= 0 && dueNanos - endNanos < 0;
    }
}
