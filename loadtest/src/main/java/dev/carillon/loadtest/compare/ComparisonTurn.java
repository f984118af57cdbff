package dev.carillon.loadtest.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A server's turn in a round; rounds count from 1. */
record ComparisonTurn(int round, ComparedServer peer) {

    /** Each server once, and then each again: whatever else the machine does meanwhile befalls all of them. */
    static List<ComparisonTurn> all(int rounds, List<ComparedServer> peers) {
        return IntStream.rangeClosed(1, rounds)
                .boxed()
                .flatMap(round -> peers.stream().map(peer -> new ComparisonTurn(round, peer)))
                .toList();
    }

    /** From the report of one of its load tests. */
    String fileName(String name) {
        return "%d-%s-%s.json"
                .formatted(round, peer.name(), name.replaceAll("\\W+", "-").toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return "round " + round + ", " + peer.name();
    }
}
