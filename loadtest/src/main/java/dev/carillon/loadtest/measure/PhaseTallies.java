package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.plan.LoadProfile;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.util.ArrayList;
import java.util.List;

/** The tallies of the phases of a scenario, if there is one. A publication belongs to the phase in which it is due. */
public final class PhaseTallies extends FigureGroup {
    private final int publishers;
    private final List<PhaseTally> phases = new ArrayList<>();
    /**
     * For each phase, and for the time after the last one: how many publications of all publishers are due before it
     * begins.
     */
    private final List<Long> before = new ArrayList<>();

    PhaseTallies(Fanout fanout) {
        this.publishers = fanout.publishers();
        fanout.scenario().ifPresent(scenario -> {
            addBounds(fanout, scenario);
            scenario.phases().forEach(phase -> phases.add(hidden(new PhaseTally())));
        });
    }

    private void addBounds(Fanout fanout, Scenario scenario) {
        LoadProfile rate = scenario.publishRate(fanout.warmUp());
        long nanos = fanout.warmUp().toNanos();
        before.add(count(rate, nanos));
        for (Phase phase : scenario.phases()) {
            nanos += phase.duration().toNanos();
            before.add(count(rate, nanos));
        }
    }

    /**
     * The number of publications that are due before this time. A little is subtracted, because rounding can make a sum
     * of fractions larger than the whole number that it should be.
     */
    private static long count(LoadProfile rate, long nanos) {
        return (long) Math.ceil(rate.total(nanos) - 1e-6);
    }

    public List<PhaseTally> all() {
        return List.copyOf(phases);
    }

    // ---- counting; publications are numbered from 0, those of one publisher from 1

    void countPublished(long publication) {
        int phase = phaseOf(publication);
        if (phase >= 0) {
            phases.get(phase).published.increment();
        }
    }

    void countSeen(long publication, long latencyNanos) {
        int phase = phaseOf(publication);
        if (phase >= 0) {
            phases.get(phase).seen.increment();
            Latencies.record(phases.get(phase).latency, latencyNanos);
        }
    }

    /** Counts publications {@code first} to {@code last} of one publisher that a subscriber should have received. */
    public void countExpected(int publisher, int first, int last) {
        for (int i = 0; i < phases.size(); i++) {
            phases.get(i).expected.add(within(i, publisher, first, last));
        }
    }

    /** Counts publications {@code first} to {@code last} of one publisher that a subscriber did not receive. */
    public void countLost(int publisher, int first, int last) {
        for (int i = 0; i < phases.size(); i++) {
            phases.get(i).lost.add(within(i, publisher, first, last));
        }
    }

    /** The number of publications {@code first} to {@code last} that belong to the phase. */
    private long within(int phase, int publisher, int first, int last) {
        long from = Math.max(first, sequencesBefore(phase, publisher) + 1);
        long until = Math.min(last, sequencesBefore(phase + 1, publisher));
        return Math.max(0, until - from + 1);
    }

    /** The number of publications of one publisher that are due before the phase begins. */
    private long sequencesBefore(int phase, int publisher) {
        return Math.max(0, Math.ceilDiv(before.get(phase) - publisher, publishers));
    }

    /** The index of the phase; below 0 for the warm-up, and always below 0 if there are no phases. */
    private int phaseOf(long publication) {
        int phase = phases.size() - 1;
        while (phase >= 0 && publication < before.get(phase)) {
            phase--;
        }
        return phase;
    }
}
