package dev.carillon.loadtest.report;

import dev.carillon.loadtest.figure.Quantity;
import java.util.Arrays;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Numbers as people read them; the same in every language of the machine, since programs read them too. */
final class Figures {
    static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** In place of a figure of nothing. */
    static final String NOT_MEASURED = "not measured";

    private static final String NONE = "-";

    private Figures() {}

    /** Words with figures in place of each {@code %s}, in which whole numbers are written as counts. */
    static String text(String format, Object... figures) {
        return format.formatted(Arrays.stream(figures).map(Figures::figure).toArray());
    }

    /** A figure of a table. */
    static String figure(Object figure) {
        return switch (figure) {
            case Integer count -> count(count);
            case Long count -> count(count);
            case Quantity total -> count(total.count());
            default -> figure.toString();
        };
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** With the word for what is counted, in its plural unless there is one. */
    static String counted(long count, String noun) {
        return count(count) + " " + (count == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        if (noun.endsWith("s") || noun.endsWith("o")) {
            return noun + "es";
        }
        return noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** As many digits as mean something: 0.412 ms, 5.31 ms, 48.2 ms, 1,204 ms. */
    static String millis(long nanos) {
        return milliFigure(nanos) + " ms";
    }

    /** The same for a percentile, or a text that there is none. */
    static String millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? NOT_MEASURED : millis(histogram.getValueAtPercentile(percentile));
    }

    /** Without its unit, for the cell of a table. */
    static String milliFigure(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? NONE : milliFigure(histogram.getValueAtPercentile(percentile));
    }

    static String milliFigure(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        String format = millis < 1 ? "%.3f" : millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, millis);
    }

    /** Below a second in milliseconds. */
    static String seconds(long nanos) {
        if (nanos < NANOS_PER_SECOND) {
            return millis(nanos);
        }
        return String.format(Locale.ROOT, "%.1f s", nanos / NANOS_PER_SECOND);
    }

    static String bytes(long bytes) {
        return bytes < 1000 ? counted(bytes, "byte") : thousands((double) bytes);
    }

    static String bytesPerSecond(double rate) {
        return (rate < 1000 ? String.format(Locale.ROOT, "%.0f B", rate) : thousands(rate)) + "/s";
    }

    private static String thousands(double bytes) {
        return bytes < 1e6
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    /** How many a second, in a time of {@code nanos}. */
    static String perSecond(long count, long nanos) {
        return Unit.RATE.text(nanos == 0 ? 0 : count / (nanos / NANOS_PER_SECOND));
    }
}
