package dev.carillon.handshake;

import dev.carillon.text.Shortened;
import java.util.ArrayList;
import java.util.List;

/** The values of an HTTP header that is a comma-separated list and may have several lines. */
public final class HeaderValues {

    private static final int SHOWN_MAX = 100;

    private HeaderValues() {}

    /** Whether the list contains a token, ignoring case. */
    public static boolean contain(List<String> lines, String token) {
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                if (element.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Every element in order, without empty ones (RFC 9110, 5.6.1). */
    public static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
        }
        return elements;
    }

    /** The values for an error text, shortened. */
    public static String shown(List<String> lines) {
        return lines.isEmpty() ? "none" : Shortened.of(String.join(", ", lines), SHOWN_MAX);
    }
}
