package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Connections that ended as the plan has it, and came again. */
public final class ReturnTally implements WorkTally {
    private final OpeningTally opening;
    private final Histogram away;
    private long gone;
    private long back;
    /** Returns in each second of the run. */
    private long[] perSecond = new long[60];

    /** @param opening of those that come again */
    public ReturnTally(OpeningTally opening) {
        this(opening, Latencies.histogram());
    }

    private ReturnTally(OpeningTally opening, Histogram away) {
        this.opening = opening;
        this.away = away;
    }

    public void countGone() {
        gone++;
    }

    /** Counts one that is back, so long after it went and in that second of the run. */
    public void countBack(long awayNanos, int second) {
        back++;
        Latencies.record(away, awayNanos);
        if (second >= perSecond.length) {
            perSecond = Arrays.copyOf(perSecond, second * 2);
        }
        perSecond[second]++;
    }

    @Override
    public void add(WorkTally other) {
        ReturnTally that = (ReturnTally) other;
        opening.add(that.opening);
        away.add(that.away);
        gone += that.gone;
        back += that.back;
        if (that.perSecond.length > perSecond.length) {
            perSecond = Arrays.copyOf(perSecond, that.perSecond.length);
        }
        for (int i = 0; i < that.perSecond.length; i++) {
            perSecond[i] += that.perSecond[i];
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        opening.write(out);
        Histograms.write(away, out);
        out.writeLong(gone);
        out.writeLong(back);
        out.writeInt(perSecond.length);
        for (long returns : perSecond) {
            out.writeLong(returns);
        }
    }

    static ReturnTally read(DataInput in) throws IOException {
        ReturnTally read = new ReturnTally(OpeningTally.read(in), Histograms.read(in));
        read.gone = in.readLong();
        read.back = in.readLong();
        read.perSecond = new long[in.readInt()];
        for (int i = 0; i < read.perSecond.length; i++) {
            read.perSecond[i] = in.readLong();
        }
        return read;
    }

    /** How they came again: failures by class, and what a handshake took. */
    public OpeningTally opening() {
        return opening;
    }

    /** From the end of a connection until its client had another: the slowest says how long recovery took. */
    public Histogram away() {
        return away;
    }

    public long gone() {
        return gone;
    }

    public long back() {
        return back;
    }

    /** Those that were not back when the run ended. */
    public long missing() {
        return gone - back;
    }

    /** Returns in the second in which there were most. */
    public long busiestSecond() {
        return Arrays.stream(perSecond).max().orElse(0);
    }
}
