package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import java.util.Optional;

/**
 * What makes a process a worker of a tester, as its parent tells it.
 *
 * @param port of the parent, on this machine
 * @param secret that the worker proves itself with
 * @param share of the run that is the worker's
 * @param seat where an agent has started it: there are workers, then, that have other addresses
 * @param run the number of the run
 */
public record Membership(int port, String secret, Share share, Optional<Seat> seat, int run) {

    /** Of a worker whose parent is not known yet. */
    Membership(Share share, Optional<Seat> seat, int run) {
        this(0, "", share, seat, run);
    }

    /** The same, of a parent that has that port and expects that secret. */
    Membership at(int parent, String proof) {
        return new Membership(parent, proof, share, seat, run);
    }

    /** The place among those that have the same local addresses. */
    Share among() {
        return seat.map(Seat::among).orElse(share);
    }

    /** Workers on this machine. */
    public int siblings() {
        return among().parts();
    }

    /** As how many machines all workers together count, each with as many as are here. */
    public double machines() {
        return (double) share.parts() / siblings();
    }

    /** The plan of the run as it is carried out here. */
    public Plan adapted(Plan plan) {
        return seat.map(place -> place.adapted(plan, machines())).orElse(plan);
    }
}
