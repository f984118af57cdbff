package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Figure;
import dev.carillon.loadtest.figure.Quantity;
import dev.carillon.loadtest.figure.Several;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Publications and deliveries. Losses, duplicates and reordering are counted from the first publication to the last;
 * latencies are those of publications that were due after the warm-up.
 */
public final class DeliveryTally extends SequenceTally {
    private final Fanout fanout;
    /** Deliveries that would have happened without losses. */
    public final Quantity expected = total("expected");

    /** The times from the first to the last delivery of a publication. */
    public final Spread spread;
    /** Publications to which the answer of the server was not a success. */
    public final Quantity refused;
    /** The slow readers of the plan. No other figure includes them. */
    public final SlowTally slow;
    /** The deliveries to the subscribers of each node of a cluster. */
    public final Several<NodeTally> nodes;
    /** The subscribers that broke off and returned; empty if the plan has no breaks. */
    public final Optional<ResumeTally> resume;
    /** The publications and deliveries of each phase of a scenario. */
    public final PhaseTallies phases;

    private String refusal = "";

    /**
     * Makes an empty tally.
     *
     * @param publications approximate number of publications, for {@link #spread}
     */
    public DeliveryTally(Fanout fanout, long publications) {
        super("published", "delivered", List.of(Defect.values()));
        this.fanout = fanout;
        this.spread = figure("firstToLast", new Spread(publications));
        this.refused = total("refused");
        this.slow = figure("slow", new SlowTally());
        this.nodes = figure("nodes", new Several<>(NodeTally::new));
        this.resume = fanout.breaks().map(some -> figure("resume", new ResumeTally()));
        this.phases = hidden(new PhaseTallies(fanout));
    }

    // ---- counting

    /**
     * Counts a publication that was sent.
     *
     * @param publication its number among those of all publishers, from 0
     * @param delayNanos how much later than intended it was sent
     * @param timed whether {@code delayNanos} is recorded: not during the warm-up
     */
    public void countPublished(long publication, long delayNanos, boolean timed) {
        phases.countPublished(publication);
        countSent(delayNanos, timed);
    }

    public void time(Stamp stamp, long nowNanos, long publication) {
        time(stamp, nowNanos);
        spread.onDelivery(publication, nowNanos - stamp.intendedNanos());
        phases.countSeen(publication, nowNanos - stamp.intendedNanos());
    }

    /** Counts a publication to which the server's answer was {@code answer}, which is not a success. */
    public void countRefused(String answer) {
        refused.increment();
        refusal = answer;
    }

    /** Counts the expected deliveries of one publisher to one subscriber, and those of them that were lost. */
    public void countExpected(long expected, long lost) {
        this.expected.add(expected);
        lost().add(lost);
    }

    @Override
    public void add(Figure other) {
        super.add(other);
        refusal = refusal.isEmpty() ? ((DeliveryTally) other).refusal : refusal;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        super.write(out);
        out.writeUTF(refusal);
    }

    @Override
    public void read(DataInput in) throws IOException {
        super.read(in);
        refusal = in.readUTF();
    }

    /** The workload of the deliveries. */
    public Fanout fanout() {
        return fanout;
    }

    /** The last answer of {@link #countRefused}; empty if there was none. */
    public String refusal() {
        return refusal;
    }
}
