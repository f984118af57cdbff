package dev.carillon.loadtest.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.List;

/** Resources that the tester's process used between two moments, and since the last reading. Used by one thread. */
public final class ProcessWatch {
    private final CollectionWatch collectionWatch = new CollectionWatch();
    private Moment began = Moment.now();
    private Moment looked = began;
    private Use use = Use.NOTHING;

    /**
     * The resources used.
     *
     * @param cores processors kept busy, on average
     * @param collections number of garbage collections
     * @param collecting time of all collections
     * @param longest time of the longest collection
     */
    public record Use(double cores, long collections, Duration collecting, Duration longest) {
        public static final Use NOTHING = new Use(0, 0, Duration.ZERO, Duration.ZERO);

        /** The resources of two processes together. */
        public Use plus(Use other) {
            return new Use(
                    cores + other.cores,
                    collections + other.collections,
                    collecting.plus(other.collecting),
                    longest.compareTo(other.longest) < 0 ? other.longest : longest);
        }
    }

    public void begin() {
        began = Moment.now();
        collectionWatch.begin();
    }

    public void end() {
        use = began.until(Moment.now(), collectionWatch.end());
    }

    /** The resources used between beginning and end. */
    public Use use() {
        return use;
    }

    /** The resources used since the last reading, or since this was made, without the longest collection. */
    public Use look() {
        Moment now = Moment.now();
        Use since = looked.until(now, Duration.ZERO);
        looked = now;
        return since;
    }

    private record Moment(long nanos, long cpuNanos, long collections, long collectingMillis) {
        /** Kept, because finding the collectors takes longer than reading them, which a worker does once a second. */
        private static final List<GarbageCollectorMXBean> COLLECTORS = ManagementFactory.getGarbageCollectorMXBeans();

        private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getOperatingSystemMXBean();

        Use until(Moment end, Duration longest) {
            return new Use(
                    (double) (end.cpuNanos - cpuNanos) / Math.max(1, end.nanos - nanos),
                    end.collections - collections,
                    Duration.ofMillis(end.collectingMillis - collectingMillis),
                    longest);
        }

        static Moment now() {
            long collections = 0;
            long millis = 0;
            for (GarbageCollectorMXBean collector : COLLECTORS) {
                collections += Math.max(0, collector.getCollectionCount());
                millis += Math.max(0, collector.getCollectionTime());
            }
            return new Moment(System.nanoTime(), processCpuNanos(), collections, millis);
        }

        private static long processCpuNanos() {
            return SYSTEM instanceof com.sun.management.OperatingSystemMXBean os ? os.getProcessCpuTime() : 0;
        }
    }
}
