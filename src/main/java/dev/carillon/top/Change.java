package dev.carillon.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The difference between two scrapes of one node. */
record Change(Scrape earlier, Scrape later) {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The increase of a counter per second. */
    OptionalDouble rate(String counter) {
        OptionalDouble before = earlier.sum(counter);
        OptionalDouble after = later.sum(counter);
        return before.isEmpty() || after.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(increase(before.getAsDouble(), after.getAsDouble()) / seconds());
    }

    /** The increase per second by a label, without values of the label that did not increase. */
    NavigableMap<String, Double> rates(String label, String counter) {
        Map<String, Double> before = earlier.by(label, counter);
        NavigableMap<String, Double> rates = new TreeMap<>();
        later.by(label, counter).forEach((value, after) -> {
            double increase = increase(before.getOrDefault(value, 0.0), after);
            if (increase > 0) {
                rates.put(value, increase / seconds());
            }
        });
        return rates;
    }

    /** The increase of a counter. A counter that is less than before belongs to a process that has restarted. */
    private static double increase(double before, double after) {
        return after < before ? after : after - before;
    }

    private double seconds() {
        return Math.max(1, later.nanos() - earlier.nanos()) / NANOS_PER_SECOND;
    }

    /**
     * The quantile {@code share} of a histogram's new values, as Prometheus estimates it: values are evenly distributed
     * within a bucket. Empty if there are no new values.
     */
    OptionalDouble quantile(double share, String histogram) {
        List<Bucket> buckets = buckets(histogram + "_bucket");
        double all = buckets.isEmpty() ? 0 : buckets.getLast().count();
        if (all <= 0) {
            return OptionalDouble.empty();
        }
        Bucket below = new Bucket(0, 0);
        for (Bucket bucket : buckets) {
            if (bucket.count() >= share * all) {
                // The last bucket has no upper bound, so its lower bound is used.
                return OptionalDouble.of(
                        Double.isInfinite(bucket.seconds()) ? below.seconds() : bucket.within(below, share * all));
            }
            below = bucket;
        }
        return OptionalDouble.empty();
    }

    private List<Bucket> buckets(String name) {
        Map<String, Double> before = earlier.by("le", name);
        List<Bucket> buckets = new ArrayList<>();
        if (before.isEmpty()) {
            return buckets;
        }
        later.by("le", name)
                .forEach((bound, after) -> buckets.add(new Bucket(
                        bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                        increase(before.getOrDefault(bound, 0.0), after))));
        buckets.sort(Comparator.comparingDouble(Bucket::seconds));
        return buckets;
    }

    /**
     * @param count of the values that are at most {@code seconds}
     */
    private record Bucket(double seconds, double count) {
        double within(Bucket below, double rank) {
            double share = count > below.count ? (rank - below.count) / (count - below.count) : 1;
            return below.seconds + (seconds - below.seconds) * share;
        }
    }
}
