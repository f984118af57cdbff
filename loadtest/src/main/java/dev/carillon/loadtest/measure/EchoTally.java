package dev.carillon.loadtest.measure;

import java.io.DataInput;
import java.io.IOException;
import java.util.List;

/**
 * Messages and what came back. What was lost, duplicated or reordered is counted from the first to the last; round trips
 * are those of messages that fell due after the warm-up.
 */
public final class EchoTally extends SequenceTally {

    public EchoTally() {}

    private EchoTally(DataInput in) throws IOException {
        super(in);
    }

    static EchoTally read(DataInput in) throws IOException {
        return new EchoTally(in);
    }

    public void time(Stamp stamp, long nowNanos) {
        timeOne(stamp, nowNanos);
    }

    @Override
    public List<Defect> defects() {
        return List.of(Defect.LOST, Defect.DUPLICATED, Defect.REORDERED, Defect.GARBLED);
    }
}
