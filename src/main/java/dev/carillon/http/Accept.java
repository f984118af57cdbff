package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The media types that a client accepts for an answer (RFC 9110, 12.5.1). */
public final class Accept {
    private static final String EVENT_STREAM = "text/event-stream";

    /** The ranges that include JSON, the most specific first. The most specific one counts. */
    private static final List<String> JSON = List.of("application/json", "application/*", "*/*");

    /** RFC 9110, 12.4.2. */
    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    private final List<Range> ranges;

    /** One element of the list. */
    private record Range(String mediaType, double weight) {}

    private Accept(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads the header. Invalid elements are ignored.
     *
     * @param lines the values of the header, one for each line
     */
    public static Accept of(List<String> lines) {
        List<Range> ranges = new ArrayList<>();
        for (String line : lines) {
            for (String element : parts(line, ',')) {
                List<String> parts = parts(element, ';');
                OptionalDouble weight = weight(parts.subList(1, parts.size()));
                weight.ifPresent(known -> ranges.add(new Range(parts.getFirst().toLowerCase(Locale.ROOT), known)));
            }
        }
        return new Accept(ranges);
    }

    /**
     * Whether an event stream is named and JSON is not preferred to it. A client that accepts everything receives JSON.
     */
    public boolean prefersEventStream() {
        double stream = weight(EVENT_STREAM).orElse(0);
        double json = JSON.stream()
                .map(this::weight)
                .flatMapToDouble(OptionalDouble::stream)
                .findFirst()
                .orElse(0);
        return stream > 0 && stream >= json;
    }

    private OptionalDouble weight(String mediaType) {
        return ranges.stream()
                .filter(range -> range.mediaType().equals(mediaType))
                .mapToDouble(Range::weight)
                .max();
    }

    /** Empty if the weight is invalid; 1 if there is none. */
    private static OptionalDouble weight(List<String> parameters) {
        for (String parameter : parameters) {
            if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
                String value = parameter.substring(2);
                return WEIGHT.matcher(value).matches()
                        ? OptionalDouble.of(Double.parseDouble(value))
                        : OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(1);
    }

    /** Splits {@code text} at the separators; a separator in quotes belongs to a value. */
    private static List<String> parts(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
