package dev.carillon.loadtest.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The turn of one server in one round. Rounds are numbered from 1. */
record ComparisonTurn(int round, ComparedServer peer) {

    /**
     * Returns the turns of all rounds. Each server has one turn in a round, so that other activity of the machine
     * affects all servers alike.
     */
    static List<ComparisonTurn> all(int rounds, List<ComparedServer> peers) {
        return IntStream.rangeClosed(1, rounds)
                .boxed()
                .flatMap(round -> peers.stream().map(peer -> new ComparisonTurn(round, peer)))
                .toList();
    }

    /** The name of the file for the report of the load test {@code name}. */
    String fileName(String name) {
        return "%d-%s-%s.json"
                .formatted(round, peer.name(), name.replaceAll("\\W+", "-").toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return "round " + round + ", " + peer.name();
    }
}
