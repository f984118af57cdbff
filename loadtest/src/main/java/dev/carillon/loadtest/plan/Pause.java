package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
import java.time.Duration;
import java.util.random.RandomGenerator;
import picocli.CommandLine.TypeConversionException;

/** A random time between two bounds, uniformly distributed. The bounds may be equal. */
public record Pause(Duration least, Duration most) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public Pause {
        Require.that(
                least.compareTo(most) <= 0 && most.compareTo(LONGEST) <= 0,
                "--away must be at most 1h, the shorter time first, such as 1s..10s; was " + Durations.text(least)
                        + ".." + Durations.text(most));
    }

    /** Reads {@code 5s} or {@code 1s..10s}. */
    public static Pause of(String text) {
        String[] bounds = text.split("\\.\\.", 2);
        try {
            Duration least = new Durations().convert(bounds[0]);
            return new Pause(least, bounds.length == 1 ? least : new Durations().convert(bounds[1]));
        } catch (TypeConversionException mistake) {
            throw new IllegalArgumentException(
                    "--away must be a time such as 5s or 1s..10s, was '" + text + "'", mistake);
        }
    }

    public long nanos(RandomGenerator random) {
        return random.nextLong(least.toNanos(), most.toNanos() + 1);
    }

    @Override
    public String toString() {
        return least.equals(most) ? Durations.text(least) : Durations.text(least) + ".." + Durations.text(most);
    }
}
