package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.plan.Workload.Fanout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Publications and deliveries. What was lost, duplicated or reordered is counted from the first publication to the last;
 * latencies are those of publications that fell due after the warm-up.
 */
public final class DeliveryTally extends SequenceTally {
    private final Fanout fanout;
    private final Spread spread;
    private final SlowTally slow;
    private final PhaseTallies phases;
    private final Optional<ResumeTally> resume;
    private final NodeTallies nodes;

    private String refusal = "";

    /** For about so many publications. */
    public DeliveryTally(Fanout fanout, long publications) {
        this.fanout = fanout;
        this.spread = new Spread(publications);
        this.slow = new SlowTally();
        this.phases = new PhaseTallies(fanout);
        this.resume = fanout.breaks().map(some -> new ResumeTally());
        this.nodes = new NodeTallies();
    }

    private DeliveryTally(Fanout fanout, DataInput in) throws IOException {
        super(in);
        this.fanout = fanout;
        this.spread = Spread.read(in);
        this.slow = SlowTally.read(in);
        this.phases = PhaseTallies.read(fanout, in);
        this.resume = fanout.breaks().isPresent() ? Optional.of(ResumeTally.read(in)) : Optional.empty();
        this.nodes = NodeTallies.read(in);
        this.refusal = in.readUTF();
    }

    static DeliveryTally read(Fanout fanout, DataInput in) throws IOException {
        return new DeliveryTally(fanout, in);
    }

    // ---- counting

    /** Number {@code publication} of all, from 0, has left so much later than it was due. */
    public void countPublished(long publication, long delayNanos, boolean timed) {
        phases.countPublished(publication);
        countSent(delayNanos, timed);
    }

    public void time(Stamp stamp, long nowNanos, long publication) {
        timeOne(stamp, nowNanos);
        spread.onDelivery(publication, nowNanos - stamp.intendedNanos());
        phases.countSeen(publication, nowNanos - stamp.intendedNanos());
    }

    /** The server answered a publication, and not with success but with {@code answer}. */
    public void countRefused(String answer) {
        count(Count.REFUSED, 1);
        refusal = answer;
    }

    public void countMisrouted() {
        count(Defect.MISROUTED);
    }

    /** What one subscriber should have had of one publisher, and what of that never came. */
    public void countExpected(long expected, long lost) {
        count(Count.EXPECTED, expected);
        countLost(lost);
    }

    @Override
    public void add(WorkTally other) {
        super.add(other);
        DeliveryTally that = (DeliveryTally) other;
        spread.add(that.spread);
        slow.add(that.slow);
        phases.add(that.phases);
        resume.ifPresent(here -> here.add(that.resume.orElseThrow()));
        nodes.add(that.nodes);
        refusal = refusal.isEmpty() ? that.refusal : refusal;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        super.write(out);
        spread.write(out);
        slow.write(out);
        phases.write(out);
        if (resume.isPresent()) {
            resume.get().write(out);
        }
        nodes.write(out);
        out.writeUTF(refusal);
    }

    // ---- what came of it

    /** What was to be done. */
    public Fanout fanout() {
        return fanout;
    }

    public Spread spread() {
        return spread;
    }

    public long published() {
        return sent();
    }

    /** Deliveries that there should have been. */
    public long expected() {
        return count(Count.EXPECTED);
    }

    /** Publications that the server answered with something other than success. */
    public long refused() {
        return count(Count.REFUSED);
    }

    /** The last of those answers; empty where there was none. */
    public String refusal() {
        return refusal;
    }

    /** What became of those that read slowly on purpose, which count nowhere else. */
    public SlowTally slow() {
        return slow;
    }

    /** The same for each phase of a scenario. */
    public PhaseTallies phases() {
        return phases;
    }

    /** The same for each node of a cluster. */
    public NodeTallies nodes() {
        return nodes;
    }

    /** Those that broke off and came back, where any do. */
    public Optional<ResumeTally> resume() {
        return resume;
    }

    @Override
    public List<Defect> defects() {
        return List.of(Defect.values());
    }
}
