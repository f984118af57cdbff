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
 * latencies are those of publications that fell due after the warm-up.
 */
public final class DeliveryTally extends SequenceTally {
    private final Fanout fanout;
    /** Deliveries that there should have been. */
    public final Quantity expected = total("expected");

    public final Spread spread;
    /** Publications that the server answered with something other than success. */
    public final Quantity refused;
    /** The slow readers of the plan, which are counted only here. */
    public final SlowTally slow;
    /** The same for each node of a cluster. */
    public final Several<NodeTally> nodes;
    /** Those that broke off and came back, where any do. */
    public final Optional<ResumeTally> resume;
    /** The same for each phase of a scenario. */
    public final PhaseTallies phases;

    private String refusal = "";

    /** For about so many publications. */
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

    /** {@code publication}, counted from 0 over all, left this much later than it was due. */
    public void countPublished(long publication, long delayNanos, boolean timed) {
        phases.countPublished(publication);
        countSent(delayNanos, timed);
    }

    public void time(Stamp stamp, long nowNanos, long publication) {
        time(stamp, nowNanos);
        spread.onDelivery(publication, nowNanos - stamp.intendedNanos());
        phases.countSeen(publication, nowNanos - stamp.intendedNanos());
    }

    /** The server answered a publication, and not with success but with {@code answer}. */
    public void countRefused(String answer) {
        refused.increment();
        refusal = answer;
    }

    /** The expected deliveries of one publisher to one subscriber, and those that never came. */
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

    /** The workload. */
    public Fanout fanout() {
        return fanout;
    }

    /** The last of those answers; empty where there was none. */
    public String refusal() {
        return refusal;
    }
}
