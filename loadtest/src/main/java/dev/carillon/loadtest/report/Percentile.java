package dev.carillon.loadtest.report;

import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A percentile that reports show. It has the same name in all reports.
 *
 * @param value from 0 to 100; 100 is the maximum
 */
record Percentile(String name, double value) {
    static final List<Percentile> ALL = List.of(
            new Percentile("p50", 50),
            new Percentile("p90", 90),
            new Percentile("p99", 99),
            new Percentile("p99.9", 99.9),
            new Percentile("p99.99", 99.99),
            new Percentile("max", 100));

    /** Returns the heads of a table of latencies: {@code first}, then the percentiles. */
    static List<String> heads(String... first) {
        return Stream.concat(Stream.of(first), ALL.stream().map(Percentile::name))
                .toList();
    }

    long of(Histogram histogram) {
        return histogram.getValueAtPercentile(value);
    }

    /** Returns the cells of a row of such a table. Latencies are in milliseconds. */
    static List<String> cells(Histogram histogram, String... first) {
        return Stream.concat(
                        Stream.of(first),
                        ALL.stream().map(percentile -> Figures.milliFigure(histogram, percentile.value)))
                .toList();
    }
}
