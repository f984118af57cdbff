package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Share;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a process a worker of a tester, as a parent tells it on the command line.
 *
 * @param port of the parent, on this machine
 * @param share of the run that is the worker's
 * @param seat its place among those that have the same local addresses, where an agent has started it: there are others,
 *     then, that have other addresses
 * @param run the number of the run
 * @param scale by how much the plan is larger than what the other flags say
 */
public record Membership(int port, Share share, Optional<Share> seat, int run, double scale) {
    /** The environment variable that holds what a worker proves itself with. */
    static final String SECRET = "CARILLON_WORKER_SECRET";

    private static final Pattern TEXT = Pattern.compile("(\\d+):(\\d+)/(\\d+)(?:@(\\d+)/(\\d+))?:(-?\\d+):([\\d.E]+)");

    /** Reads what {@link #toString} wrote. */
    public static Membership of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--worker must be PORT:INDEX/WORKERS:RUN:SCALE, as a parent gives it, was '" + text + "'");
        }
        return new Membership(
                Integer.parseInt(matcher.group(1)),
                share(matcher.group(2), matcher.group(3)),
                matcher.group(4) == null ? Optional.empty() : Optional.of(share(matcher.group(4), matcher.group(5))),
                Integer.parseInt(matcher.group(6)),
                Double.parseDouble(matcher.group(7)));
    }

    /** The same, of a parent that has that port. */
    Membership at(int parent) {
        return new Membership(parent, share, seat, run, scale);
    }

    /** Workers on this machine. */
    int siblings() {
        return seat.orElse(share).parts();
    }

    /** As how many machines all workers together count, each with as many as are here. */
    public double machines() {
        return (double) share.parts() / siblings();
    }

    @Override
    public String toString() {
        String place = seat.map(at -> "@" + at.index() + "/" + at.parts()).orElse("");
        return port + ":" + share.index() + "/" + share.parts() + place + ":" + run + ":" + scale;
    }

    private static Share share(String index, String parts) {
        return new Share(Integer.parseInt(index), Integer.parseInt(parts));
    }
}
