package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Share;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a process a worker of a tester, as a parent tells it on the command line.
 *
 * @param port of the parent, on this machine
 * @param share of the run that is the worker's
 * @param run the number of the run
 * @param scale by how much the plan is larger than what the other flags say
 */
public record Membership(int port, Share share, int run, double scale) {
    /** The environment variable that holds what a worker proves itself with. */
    static final String SECRET = "CARILLON_WORKER_SECRET";

    private static final Pattern TEXT = Pattern.compile("(\\d+):(\\d+)/(\\d+):(-?\\d+):([\\d.E]+)");

    /** Reads what {@link #toString} wrote. */
    public static Membership of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--worker must be PORT:INDEX/WORKERS:RUN:SCALE, as a parent gives it, was '" + text + "'");
        }
        return new Membership(
                Integer.parseInt(matcher.group(1)),
                new Share(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))),
                Integer.parseInt(matcher.group(4)),
                Double.parseDouble(matcher.group(5)));
    }

    @Override
    public String toString() {
        return port + ":" + share.index() + "/" + share.parts() + ":" + run + ":" + scale;
    }
}
