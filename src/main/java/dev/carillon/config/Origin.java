package dev.carillon.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a web page, as its browser sends it (RFC 6454, 7).
 *
 * @param scheme in lower case
 * @param port as it is written, or the default of the scheme; 0 if the scheme has none
 */
public record Origin(String scheme, Authority authority, int port) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.+)");
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

    /** The origin in {@code text}; empty also for {@code null}, which browsers send if a page has no origin. */
    static Optional<Origin> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Authority.of(form.group(2)).map(authority -> of(form.group(1).toLowerCase(Locale.ROOT), authority))
                : Optional.empty();
    }

    private static Origin of(String scheme, Authority authority) {
        return new Origin(scheme, authority, authority.port().orElse(PORTS.getOrDefault(scheme, 0)));
    }

    String host() {
        return authority.host();
    }
}
