package dev.carillon.top;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of metrics in Prometheus' text format.
 *
 * @param values by name with labels, as they are written there
 * @param nanos when it came, as {@link System#nanoTime}
 */
record Scrape(Map<String, Double> values, long nanos) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*(?:\\{.*})?) (\\S+)");

    static Scrape of(String page, long nanos) {
        Map<String, Double> values = new HashMap<>();
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                values.put(matcher.group(1), number(matcher.group(2)));
            }
        });
        return new Scrape(values, nanos);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException noNumber) {
                    yield Double.NaN;
                }
            }
        };
    }

    /** The sum over all series of this name; empty if there are none. */
    OptionalDouble sum(String name) {
        double[] found = series(name).mapToDouble(Map.Entry::getValue).toArray();
        return found.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(found).sum());
    }

    /** The values of a name by one of its labels, summed over the other labels. */
    NavigableMap<String, Double> by(String label, String name) {
        Pattern pattern = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"");
        NavigableMap<String, Double> values = new TreeMap<>();
        series(name).forEach(series -> {
            Matcher matcher = pattern.matcher(series.getKey());
            if (matcher.find()) {
                values.merge(matcher.group(1), series.getValue(), Double::sum);
            }
        });
        return values;
    }

    private Stream<Map.Entry<String, Double>> series(String name) {
        return values.entrySet().stream()
                .filter(series -> series.getKey().equals(name)
                        || (series.getKey().startsWith(name) && series.getKey().charAt(name.length()) == '{'));
    }
}
