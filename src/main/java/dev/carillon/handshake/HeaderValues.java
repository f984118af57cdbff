package dev.carillon.handshake;

import dev.carillon.text.Shortened;
import java.util.ArrayList;
import java.util.List;

/** The values of one HTTP header field that is a comma-separated list, which may come as several lines of one name. */
public final class HeaderValues {

    private static final int SHOWN_MAX = 100;

    private HeaderValues() {}

    /** Whether a token is listed, in whatever case. */
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

    /** Every element in the order in which they came (RFC 9110, 5.6.1: empty ones do not count). */
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

    /** For an error text: short, whatever the peer sent. */
    public static String shown(List<String> lines) {
        return lines.isEmpty() ? "none" : Shortened.of(String.join(", ", lines), SHOWN_MAX);
    }
}
