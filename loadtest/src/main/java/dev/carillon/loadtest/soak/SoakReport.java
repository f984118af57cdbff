package dev.carillon.loadtest.soak;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.report.Outcome;
import dev.carillon.loadtest.report.Progress.Step;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Row;
import dev.carillon.loadtest.report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The results of a soak.
 *
 * @param parts the load tests by name. The first is the one that holds connections
 * @param seen the samples of the service's process, from before the first connection to after the last one
 * @param trends the trend of each gauge while all parts were measuring
 * @param cores the number of processors that the service kept busy in that time; 0 if it is not known
 */
public record SoakReport(SequencedMap<String, Part> parts, ServiceSampler.Seen seen, List<Trend> trends, double cores) {
    /** One of the load tests with its own verdict. */
    public record Part(Report report, Verdict verdict) {}

    public SoakReport {
        trends = List.copyOf(trends);
    }

    /**
     * Makes the report and judges the growth of the service's process.
     *
     * @param share by which the memory gauges may grow from the second to the last quarter, see {@link Gauge#limit}
     */
    public static SoakReport of(SequencedMap<String, Part> parts, ServiceSampler.Seen seen, double share) {
        List<Sample> steady = steady(parts, seen.samples());
        List<Trend> trends = Arrays.stream(Gauge.values())
                .map(gauge -> Trend.of(gauge, steady, share))
                .toList();
        return new SoakReport(parts, seen, trends, cores(steady));
    }

    private static double cores(List<Sample> samples) {
        List<Sample> known = samples.stream()
                .filter(sample -> sample.processor().isPresent())
                .toList();
        if (known.size() < 2) {
            return 0;
        }
        Sample first = known.getFirst();
        Sample last = known.getLast();
        Duration used = last.processor().orElseThrow().minus(first.processor().orElseThrow());
        return (double) used.toNanos() / Math.max(1, last.nanos() - first.nanos());
    }

    /** The number of processors that the tester kept busy while the first part measured. */
    double testerCores() {
        return parts.firstEntry().getValue().report().process().cores();
    }

    /** Returns the samples under constant load: from when all parts were measuring until the first of them ended. */
    private static List<Sample> steady(SequencedMap<String, Part> parts, List<Sample> samples) {
        List<Sample> steady = samples;
        for (Part part : parts.values()) {
            long began = part.report().timeline().beganNanos();
            List<Row> measuring = part.report().timeline().rows().stream()
                    .filter(row -> row.at().step() == Step.MEASURING)
                    .toList();
            if (!measuring.isEmpty()) {
                Row.Span first = measuring.getFirst().at();
                long from = began + first.endNanos() - first.nanos();
                long until = began + measuring.getLast().at().endNanos();
                steady = steady.stream()
                        .filter(sample -> sample.nanos() - from >= 0 && sample.nanos() - until <= 0)
                        .toList();
            }
        }
        return steady;
    }

    /** Returns the time of a sample in seconds since the first sample. */
    double seconds(Sample sample) {
        return Math.round((sample.nanos() - seen.samples().getFirst().nanos()) / 1e6) / 1000.0;
    }

    /** Returns the outcome of the soak. Growth fails it even if the tester was slow: it is the service's own. */
    public Outcome outcome() {
        if (any(Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        if (any(Outcome.INTERRUPTED)) {
            return Outcome.INTERRUPTED;
        }
        if (!growing().isEmpty()) {
            return Outcome.FAILED;
        }
        if (any(Outcome.INVALID) || hasTooFewSamples()) {
            return Outcome.INVALID;
        }
        return any(Outcome.BROKEN) ? Outcome.BROKEN : Outcome.PASSED;
    }

    /** Returns the reasons for the outcome, as sentences without a full stop. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        growing().forEach(trend -> reasons.add("the service's " + trend.text()));
        parts.forEach((name, part) -> part.verdict().reasons().forEach(reason -> reasons.add(name + ": " + reason)));
        if (hasTooFewSamples()) {
            reasons.add("there are too few samples of the service to judge it");
        }
        return reasons;
    }

    /** Returns facts that matter for the figures but not for the outcome, as sentences without a full stop. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        seen.failure()
                .ifPresent(cause -> remarks.add("%,d of %,d samples of the service were incomplete; the last reason: %s"
                        .formatted(seen.failures(), seen.looks(), cause)));
        trends.stream().filter(trend -> !trend.isKnown()).forEach(trend -> remarks.add(trend.text()));
        parts.forEach((name, part) -> {
            if (part.report().tally().work() instanceof DeliveryTally deliveries
                    && deliveries.slow.readers.count() > 0
                    && deliveries.slow.closed.total() == 0) {
                remarks.add(name + ": no reader was slow enough to be closed by the service");
            }
        });
        return remarks;
    }

    /** Returns the outcome and one sentence about it. */
    public String headline() {
        String time =
                Durations.text(parts.firstEntry().getValue().report().plan().duration());
        return outcome() + ": "
                + switch (outcome()) {
                    case PASSED -> "the service did all that it should for " + time + ", and did not grow.";
                    case FAILED, BROKEN ->
                        growing().isEmpty()
                                ? "the service did not do all that it should for " + time + "."
                                : "the service grew, in " + time + ".";
                    case INVALID -> "the run says nothing about the service.";
                    case INTERRUPTED -> "the run ended before its planned time.";
                };
    }

    /** Returns the increase of each counter of the service from the first to the last sample. */
    Map<String, Double> counted() {
        Map<String, Double> counted = new TreeMap<>();
        if (!seen.samples().isEmpty()) {
            Map<String, Double> before = seen.samples().getFirst().counters();
            seen.samples().getLast().counters().forEach((name, value) -> {
                if (name.contains("_total")) {
                    counted.put(name, value - before.getOrDefault(name, 0.0));
                }
            });
        }
        return counted;
    }

    private List<Trend> growing() {
        return trends.stream()
                .filter(trend -> trend.direction() == Trend.Direction.GROWS)
                .toList();
    }

    private boolean hasTooFewSamples() {
        return trends.stream().anyMatch(trend -> trend.gauge() == Gauge.RSS && !trend.isKnown());
    }

    private boolean any(Outcome outcome) {
        return parts.values().stream().anyMatch(part -> part.verdict().outcome() == outcome);
    }
}
