package dev.carillon.config;

import java.util.List;
import java.util.Optional;

/**
 * The web pages whose scripts may connect: those from the host that they connect to, whatever its port, and those whose
 * origin is listed. A browser sends the origin of a page in a header that no script can change; other clients need not
 * send one.
 *
 * @param listed complete origins; the first label of a host may be {@code *}
 * @param any whether all pages may connect
 */
public record Origins(List<Origin> listed, boolean any) {
    private static final String ANY_LABEL = "*.";

    /** Only pages of the same host. */
    public static final Origins SAME_HOST = new Origins(List.of(), false);

    public Origins {
        listed = List.copyOf(listed);
    }

    /**
     * The origins that {@code --allow-origin} lists.
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

    /** A star is allowed only as the whole first label. */
    private static boolean hasAHost(String host) {
        String named = host.startsWith(ANY_LABEL) ? host.substring(ANY_LABEL.length()) : host;
        return !named.isEmpty() && named.indexOf('*') < 0;
    }

    /**
     * Whether a request from a page is allowed.
     *
     * @param lines the values of the request's Origin header, at least one; browsers send exactly one
     * @param asked the host that the request is for, if it names one
     */
    public boolean admit(List<String> lines, Optional<Authority> asked) {
        return any || admitByName(lines, asked);
    }

    /** As {@link #admit}, but {@code *} does not count: for requests that only known pages may make. */
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

    /** A star matches exactly one label, as in a topic. */
    private static boolean covers(String listed, String host) {
        return listed.startsWith(ANY_LABEL)
                ? host.indexOf('.') > 0 && host.substring(host.indexOf('.')).equals(listed.substring(1))
                : host.equals(listed);
    }
}
