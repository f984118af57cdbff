package dev.carillon.loadtest.soak;

import java.util.List;
import java.util.Locale;

/** A quantity of the service's process that must not grow while the load is constant. */
public enum Gauge {
    /** Resident memory, as the system counts it. */
    RSS("resident memory", Unit.BYTES, 8 << 20),
    /** The heap right behind a full collection. */
    HEAP("live heap", Unit.BYTES, 2 << 20),
    /** The memory that the JVM has committed outside of its heap; known if its native memory tracking is on. */
    NATIVE("native memory", Unit.BYTES, 8 << 20),
    /** So many as are open; a connection that comes and goes is one more or less. */
    DESCRIPTORS("descriptors", Unit.COUNT, 64),
    THREADS("threads", Unit.COUNT, 4);

    private enum Unit {
        BYTES,
        COUNT
    }

    private final String words;
    private final Unit unit;
    private final double slack;

    /** @param slack by which it may grow in any case */
    Gauge(String words, Unit unit, double slack) {
        this.words = words;
        this.unit = unit;
        this.slack = slack;
    }

    /**
     * By how much it may grow, where it was {@code before} and memory may grow by this {@code share} of that. What is
     * counted may grow by no share: one leak in twenty would be a great one.
     */
    double limit(double before, double share) {
        return unit == Unit.BYTES ? Math.max(slack, share * before) : slack;
    }

    /** Those of the samples in which it could be read. */
    List<Sample> known(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> sample.values().containsKey(this))
                .toList();
    }

    /** Its value in a sample in which it could be read. */
    double of(Sample sample) {
        return sample.value(this).orElseThrow();
    }

    String words() {
        return words;
    }

    /** The name for programs. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String text(double value) {
        return unit == Unit.BYTES
                ? String.format(Locale.ROOT, "%,.1f MiB", value / (1 << 20))
                : String.format(Locale.ROOT, "%,.0f", value);
    }
}
