package dev.carillon.loadtest.measure;

import java.util.List;

/**
 * Messages and their echoes. Losses, duplicates and reordering are counted from the first to the last; round trips
 * are those of messages that were due after the warm-up.
 */
public final class EchoTally extends SequenceTally {

    public EchoTally() {
        super("sent", "echoed", List.of(Defect.LOST, Defect.DUPLICATED, Defect.REORDERED, Defect.GARBLED));
    }
}
