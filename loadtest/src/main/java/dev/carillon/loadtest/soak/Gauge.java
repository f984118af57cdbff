package dev.carillon.loadtest.soak;

import java.util.List;
import java.util.Locale;

/** A quantity of the service's process that must not grow while the load is constant. */
public enum Gauge {
    /** Resident memory as the operating system reports it. */
    RSS("resident memory", Unit.BYTES, 8 << 20),
    /** The live objects of the heap after a full collection. */
    HEAP("live heap", Unit.BYTES, 2 << 20),
    /** The memory that the JVM has committed outside of its heap. It can be read only with native memory tracking. */
    NATIVE("native memory", Unit.BYTES, 8 << 20),
    /** Open file descriptors. Each connection has one, so that the number varies by the connections that change. */
    DESCRIPTORS("descriptors", Unit.COUNT, 64),
    /** Threads of the process. */
    THREADS("threads", Unit.COUNT, 4);

    private enum Unit {
        BYTES,
        COUNT
    }

    private final String words;
    private final Unit unit;
    private final double slack;

    /** @param slack the growth that is always allowed, in the unit of the gauge */
    Gauge(String words, Unit unit, double slack) {
        this.words = words;
        this.unit = unit;
        this.slack = slack;
    }

    /**
     * Returns the growth that is allowed for a gauge that was {@code before}. Memory may grow by {@code share} of that,
     * and at least by the slack. Descriptors and threads may grow by the slack only, because a share such as 5 % would
     * hide a large leak.
     */
    double limit(double before, double share) {
        return unit == Unit.BYTES ? Math.max(slack, share * before) : slack;
    }

    /** Returns the samples in which this gauge could be read. */
    List<Sample> known(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> sample.values().containsKey(this))
                .toList();
    }

    /** Returns the value in a sample in which this gauge could be read. */
    double of(Sample sample) {
        return sample.value(this).orElseThrow();
    }

    String words() {
        return words;
    }

    /** The name in the JSON report. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String text(double value) {
        return unit == Unit.BYTES
                ? String.format(Locale.ROOT, "%,.1f MiB", value / (1 << 20))
                : String.format(Locale.ROOT, "%,.0f", value);
    }
}
