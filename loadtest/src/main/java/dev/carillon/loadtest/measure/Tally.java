package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;

/** Everything that one loop has counted, or several together. */
public record Tally(
        OpeningTally opening, KeepAliveTally keepAlives, WorkTally work, CloseTally closes, LoopTally loops) {

    public void add(Tally other) {
        opening.add(other.opening);
        keepAlives.add(other.keepAlives);
        work.add(other.work);
        closes.add(other.closes);
        loops.add(other.loops);
    }
}
