package dev.carillon.loadtest.report;

import dev.carillon.loadtest.figure.Quantity;
import java.util.Arrays;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Numbers as text. The text does not depend on the locale, because programs read it, too. */
final class Figures {
    static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** The text in place of a figure that was not measured. */
    static final String NOT_MEASURED = "not measured";

    /** The same in a cell of a table. */
    private static final String NONE = "-";

    private Figures() {}

    /** Replaces each {@code %s} by a figure. Whole numbers are written as counts, with commas. */
    static String text(String format, Object... figures) {
        return format.formatted(Arrays.stream(figures).map(Figures::figure).toArray());
    }

    /** Returns a figure as text for a table. */
    static String figure(Object figure) {
        return switch (figure) {
            case Integer count -> count(count);
            case Long count -> count(count);
            case Quantity total -> count(total.count());
            default -> figure.toString();
        };
    }

    /** Returns a count with commas between thousands. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Returns a count and its noun, which is in the plural unless the count is 1. */
    static String counted(long count, String noun) {
        return count(count) + " " + (count == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        if (noun.endsWith("s") || noun.endsWith("o")) {
            return noun + "es";
        }
        return noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }

    /** Returns a share from 0 to 1 as a whole percentage. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** Returns milliseconds, with fewer decimals for larger values: 0.412 ms, 5.31 ms, 48.2 ms, 1,204 ms. */
    static String millis(long nanos) {
        return milliFigure(nanos) + " ms";
    }

    /** Returns a percentile in milliseconds, or {@link #NOT_MEASURED} if the histogram is empty. */
    static String millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? NOT_MEASURED : millis(histogram.getValueAtPercentile(percentile));
    }

    /** Returns a percentile in milliseconds without the unit, for a cell of a table. */
    static String milliFigure(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? NONE : milliFigure(histogram.getValueAtPercentile(percentile));
    }

    static String milliFigure(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        String format = millis < 1 ? "%.3f" : millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, millis);
    }

    /** Returns seconds, or milliseconds for less than a second. */
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

    /** Returns the rate per second of {@code count} events in {@code nanos}. */
    static String perSecond(long count, long nanos) {
        return Unit.RATE.text(nanos == 0 ? 0 : count / (nanos / NANOS_PER_SECOND));
    }
}
