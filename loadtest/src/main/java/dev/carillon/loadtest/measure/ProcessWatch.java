package dev.carillon.loadtest.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What the tester's process used between two moments. Used by one thread. */
public final class ProcessWatch {
    private long beganNanos;
    private Moment began = Moment.now();
    private Use use = new Use(0, 0, Duration.ZERO);

    /**
     * What was used.
     *
     * @param cores processors kept busy, on average
     * @param collections of garbage
     * @param collecting time that they took
     */
    public record Use(double cores, long collections, Duration collecting) {}

    public void begin() {
        beganNanos = System.nanoTime();
        began = Moment.now();
    }

    public void end() {
        long wall = Math.max(1, System.nanoTime() - beganNanos);
        Moment now = Moment.now();
        use = new Use(
                (double) (now.cpuNanos - began.cpuNanos) / wall,
                now.collections - began.collections,
                Duration.ofMillis(now.collectingMillis - began.collectingMillis));
    }

    /** What was used between beginning and end. */
    public Use use() {
        return use;
    }

    private record Moment(long cpuNanos, long collections, long collectingMillis) {

        static Moment now() {
            long collections = 0;
            long millis = 0;
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                collections += Math.max(0, collector.getCollectionCount());
                millis += Math.max(0, collector.getCollectionTime());
            }
            return new Moment(processCpuNanos(), collections, millis);
        }

        private static long processCpuNanos() {
            return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                    ? os.getProcessCpuTime()
                    : 0;
        }
    }
}
