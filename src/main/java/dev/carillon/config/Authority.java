package dev.carillon.config;

import dev.carillon.topic.PercentEncoding;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A host and a port, in the form that URIs, Host headers and origins have (RFC 3986, 3.2.2 and 3.2.3; RFC 9110, 7.2).
 *
 * @param host in lower case, never empty; an IPv6 address in brackets
 * @param port empty if the text ends after the host, or with a colon
 */
public record Authority(String host, OptionalInt port) {
    private static final int PORT_MAX = 65535;
    private static final String NAME_MARKS = "-._~!$&'()*+,;=";
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final String LOCALHOST = "localhost";

    /** Whether {@link #of} accepts {@code text}; allocates nothing for a name or an IPv4 address. */
    public static boolean isOne(String text) {
        int hostEnd = hostEnd(text);
        return hostEnd > 0 && isPort(text, hostEnd);
    }

    /** The host and port in {@code text}. User information before a host is not accepted. */
    public static Optional<Authority> of(String text) {
        if (!isOne(text)) {
            return Optional.empty();
        }
        int hostEnd = hostEnd(text);
        String port = text.substring(Math.min(hostEnd + 1, text.length()));
        return Optional.of(new Authority(
                text.substring(0, hostEnd).toLowerCase(Locale.ROOT),
                port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port))));
    }

    /** Whether both name the same host. All loopback names are the same host (RFC 6761, 6.3). */
    public boolean isSameHost(Authority other) {
        return host.equals(other.host) || (isLoopback() && other.isLoopback());
    }

    boolean isLoopback() {
        return host.equals(LOCALHOST)
                || host.endsWith("." + LOCALHOST)
                || host.equals("[::1]")
                || LOOPBACK_IPV4.matcher(host).matches();
    }

    /** The index behind the host, 0 if there is no host. */
    private static int hostEnd(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0 && IpAddress.isIpv6(text.substring(1, end)) ? end + 1 : 0;
        }
        int at = 0;
        while (at < text.length() && text.charAt(at) != ':') {
            if (!isOfAName(text.charAt(at)) && !PercentEncoding.isEscape(text, at)) {
                return 0;
            }
            at++;
        }
        return at;
    }

    private static boolean isOfAName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || NAME_MARKS.indexOf(c) >= 0;
    }

    private static boolean isPort(String text, int hostEnd) {
        if (hostEnd == text.length()) {
            return true;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < text.length() && port <= PORT_MAX; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = 10 * port + digit;
        }
        return text.charAt(hostEnd) == ':' && port <= PORT_MAX;
    }
}
