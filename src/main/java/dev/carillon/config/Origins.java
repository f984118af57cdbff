package dev.carillon.config;

import java.util.List;
import java.util.Optional;

/**
 * Which pages may ask: those that come from the host that they ask, whatever its port, and those that are listed. A
 * browser names a page's origin in a header that no script can change; other clients need not send one.
 *
 * @param listed each a whole origin, whose host may begin with the label {@code *}
 * @param any whether all pages may
 */
public record Origins(List<Origin> listed, boolean any) {
    private static final String ANY_LABEL = "*.";

    /** Those of the same host alone. */
    public static final Origins SAME_HOST = new Origins(List.of(), false);

    public Origins {
        listed = List.copyOf(listed);
    }

    /**
     * Those that {@code --allow-origin} lists.
     *
     * @throws IllegalArgumentException when one of {@code values} is not an origin
     */
    public static Origins of(List<String> values) {
        List<String> named = values.stream().map(String::strip).toList();
        List<Origin> listed = named.stream()
                .filter(value -> !value.equals("*"))
                .map(Origins::listed)
                .toList();
        return new Origins(listed, named.contains("*"));
    }

    private static Origin listed(String value) {
        return Origin.of(value)
                .filter(origin -> hasAHost(origin.host()))
                .orElseThrow(() -> new IllegalArgumentException("--allow-origin must be an origin such as"
                        + " https://app.example.com, http://localhost:3000 or https://*.example.com, or * for all, was '"
                        + value + "'"));
    }

    /** A star is a label, and only the first. */
    private static boolean hasAHost(String host) {
        String named = host.startsWith(ANY_LABEL) ? host.substring(ANY_LABEL.length()) : host;
        return !named.isEmpty() && named.indexOf('*') < 0;
    }

    /**
     * Whether a request may come from a page.
     *
     * @param lines of the request's Origin header, at least one; browsers send one
     * @param asked the host that the request is for, if it says so
     */
    public boolean admit(List<String> lines, Optional<Authority> asked) {
        return any || admitByName(lines, asked);
    }

    /** The same without {@code *}: for what no page may do that is not known. */
    public boolean admitByName(List<String> lines, Optional<Authority> asked) {
        Optional<Origin> page = lines.size() == 1 ? Origin.of(lines.getFirst()) : Optional.empty();
        return page.isPresent() && (isOfHost(page.get(), asked) || isListed(page.get()));
    }

    private static boolean isOfHost(Origin page, Optional<Authority> asked) {
        return asked.isPresent() && asked.get().isSameHost(page.authority());
    }

    private boolean isListed(Origin page) {
        return listed.stream()
                .anyMatch(origin -> origin.scheme().equals(page.scheme())
                        && origin.port() == page.port()
                        && covers(origin.host(), page.host()));
    }

    /** As a segment of a topic, a star stands for exactly one label. */
    private static boolean covers(String listed, String host) {
        return listed.startsWith(ANY_LABEL)
                ? host.indexOf('.') > 0 && host.substring(host.indexOf('.')).equals(listed.substring(1))
                : host.equals(listed);
    }
}
