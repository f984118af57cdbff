package dev.carillon.client;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a service, as {@code http://host:port/prefix}; {@code ws} means the same.
 *
 * @param host a name or an address, in ASCII; an IPv6 address without brackets
 * @param prefix the path before the service's own paths: empty, or a path in ASCII that does not end with a slash
 * @param tls whether sockets are encrypted: {@code https} or {@code wss}
 */
public record ServiceUrl(String host, int port, String prefix, boolean tls) {
    private static final String EXPECTED = "expected a URL such as http://127.0.0.1:8080";
    private static final int PORT_MAX = 65535;

    /** A host or an IPv6 address in brackets, the latter with an optional zone, and an optional port. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+(?:%[^]]+)?)]|([^\\[\\]:@]+))(?::(\\d{0,6}))?");

    /**
     * Parses a URL that a user has typed.
     *
     * @throws IllegalArgumentException when it is not such a URL; the message says what was expected
     */
    public static ServiceUrl of(String text) {
        URI uri = parsed(text);
        boolean tls = isTls(uri, text);
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            // The message does not repeat the value, which contains a password.
            throw new IllegalArgumentException(EXPECTED + " without a user and a password, but it has them");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(EXPECTED + " without ? and #, but was '" + text + "'");
        }
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (uri.getRawAuthority() == null || !authority.matches()) {
            throw new IllegalArgumentException(EXPECTED + ", but was '" + text + "'");
        }
        String host = authority.group(1) == null ? ascii(authority.group(2), text) : zoned(authority.group(1));
        return new ServiceUrl(host, port(authority.group(3), tls, text), prefix(uri), tls);
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException mistake) {
            throw new IllegalArgumentException(EXPECTED + ", but was '" + text + "': " + mistake.getReason(), mistake);
        }
    }

    private static boolean isTls(URI uri, String text) {
        return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> false;
            case "https", "wss" -> true;
            default -> throw new IllegalArgumentException(EXPECTED + ", but was '" + text + "'");
        };
    }

    /** Decodes {@code %25} before a zone (RFC 6874, 2); users also type {@code %} alone. */
    private static String zoned(String address) {
        return address.replaceFirst("%25(?=.)", "%");
    }

    private static String ascii(String host, String text) {
        try {
            return host.chars().allMatch(c -> c < 0x80) ? host : IDN.toASCII(host);
        } catch (IllegalArgumentException noHost) {
            throw new IllegalArgumentException(EXPECTED + ", but the host of '" + text + "' is not a name", noHost);
        }
    }

    private static int port(String digits, boolean tls, String text) {
        if (digits == null || digits.isEmpty()) {
            return tls ? 443 : 80;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    EXPECTED + " with a port from 1 to " + PORT_MAX + ", but was '" + text + "'");
        }
        return port;
    }

    private static String prefix(URI uri) {
        return URI.create(uri.getRawPath()).toASCIIString().replaceFirst("/+$", "");
    }

    /** The full path, with the prefix, of the service's own {@code path}. */
    String path(String path) {
        return prefix + path;
    }

    /** For the header {@code Host}: with the port unless it is the default of the scheme. */
    String hostHeader() {
        // A zone has a meaning on this machine only (RFC 6874, 4).
        String name = inBrackets().replaceFirst("%[^]]*", "");
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** This URL with the other scheme: encrypted if this one is not. */
    ServiceUrl otherScheme() {
        return new ServiceUrl(host, port, prefix, !tls);
    }

    private String inBrackets() {
        return host.contains(":") ? "[" + host.replace("%", "%25") + "]" : host;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + inBrackets() + ":" + port + prefix;
    }
}
