package dev.carillon.cli;

import java.net.URI;
import java.net.URISyntaxException;

/** The management port of a node as a URL: {@code 10.0.0.11}, {@code node:8081} or {@code http://node:8081/prefix}. */
final class ManagementUrl {
    private static final int PORT = 8081;

    private ManagementUrl() {}

    /**
     * The URL with its port, and without {@code /metrics}.
     *
     * @throws IllegalArgumentException when {@code text} is not such an address; the message says what was expected
     */
    static URI of(String text) {
        String url = text.contains("://") ? text : "http://" + text;
        try {
            URI parsed = new URI(url.replaceFirst("/(metrics)?$", "")).parseServerAuthority();
            boolean plain = "http".equals(parsed.getScheme());
            boolean web = plain || "https".equals(parsed.getScheme());
            if (web && parsed.getHost() != null && parsed.getUserInfo() == null && parsed.getQuery() == null) {
                return plain && parsed.getPort() < 0 ? withPort(parsed) : parsed;
            }
            throw invalid(text);
        } catch (URISyntaxException mistake) {
            throw invalid(text);
        }
    }

    private static URI withPort(URI url) throws URISyntaxException {
        return new URI(url.getScheme(), null, url.getHost(), PORT, url.getPath(), null, null);
    }

    private static IllegalArgumentException invalid(String text) {
        // The text before an at sign may contain a password.
        return new IllegalArgumentException(
                "expected the management port of a node such as http://127.0.0.1:8081 or 10.0.0.11:8081, was '"
                        + text.replaceFirst(".*@", "…@") + "'");
    }
}
