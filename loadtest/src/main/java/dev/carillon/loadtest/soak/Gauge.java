package dev.carillon.loadtest.soak;

import java.util.Locale;

/** What is watched of the service's process, and must not grow while the load stays the same. */
public enum Gauge {
    /** Resident memory, as the system counts it. */
    RSS("resident memory", true, 8 << 20),
    /** The heap right behind a full collection. */
    HEAP("live heap", true, 2 << 20),
    /** What the JVM has committed outside of its heap; known where its native memory tracking is on. */
    NATIVE("native memory", true, 8 << 20),
    DESCRIPTORS("descriptors", false, 16),
    THREADS("threads", false, 4);

    private final String words;
    private final boolean bytes;
    private final double slack;

    /** @param slack by which it may grow in any case */
    Gauge(String words, boolean bytes, double slack) {
        this.words = words;
        this.bytes = bytes;
        this.slack = slack;
    }

    /** By how much it may grow, where it was {@code before} and may grow by this {@code share} of that. */
    double limit(double before, double share) {
        return Math.max(slack, share * before);
    }

    String words() {
        return words;
    }

    /** The name for programs. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String text(double value) {
        return bytes
                ? String.format(Locale.ROOT, "%,.1f MiB", value / (1 << 20))
                : String.format(Locale.ROOT, "%,.0f", value);
    }
}
