package dev.carillon.loadtest.report;

import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A percentile that tables show, under one name everywhere.
 *
 * @param value from 0 to 100, which is the maximum
 */
record Percentile(String name, double value) {
    static final List<Percentile> ALL = List.of(
            new Percentile("p50", 50),
            new Percentile("p90", 90),
            new Percentile("p99", 99),
            new Percentile("p99.9", 99.9),
            new Percentile("p99.99", 99.99),
            new Percentile("max", 100));

    /** The columns of a table of latencies, behind those that come first. */
    static List<String> heads(String... first) {
        return Stream.concat(Stream.of(first), ALL.stream().map(Percentile::name))
                .toList();
    }

    long of(Histogram histogram) {
        return histogram.getValueAtPercentile(value);
    }

    /** The cells of a row under such heads. */
    static List<String> cells(Histogram histogram, String... first) {
        return Stream.concat(
                        Stream.of(first),
                        ALL.stream().map(percentile -> Figures.milliFigure(histogram, percentile.value)))
                .toList();
    }
}
