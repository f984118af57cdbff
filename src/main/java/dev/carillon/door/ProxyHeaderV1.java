package dev.carillon.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.config.IpAddress;
import dev.carillon.http.Answers;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first version of the PROXY protocol: one line of text. */
final class ProxyHeaderV1 {
    static final byte[] BEGINNING = "PROXY ".getBytes(ISO_8859_1);

    private static final int LENGTH_MAX = 107;
    private static final String LINE_END = "\r\n";
    private static final String UNKNOWN = "PROXY UNKNOWN";
    private static final String PORT = "(0|[1-9]\\d{0,4})";
    private static final Pattern TCP4 = Pattern.compile("PROXY TCP4 ([\\d.]+) ([\\d.]+) " + PORT + " " + PORT);
    private static final Pattern TCP6 = Pattern.compile(
            "PROXY TCP6 ([\\p{XDigit}:.]*:[\\p{XDigit}:.]*) ([\\p{XDigit}:.]*:[\\p{XDigit}:.]*) " + PORT + " " + PORT);
    private static final int PORT_MAX = 65535;

    private ProxyHeaderV1() {}

    /** @param bytes begin with {@link #BEGINNING}, or are a part of it */
    static ProxyHeader read(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, LENGTH_MAX), ISO_8859_1);
        int end = text.indexOf(LINE_END);
        if (end < 0) {
            return text.length() < LENGTH_MAX ? new ProxyHeader.Incomplete() : invalid(text);
        }
        String line = text.substring(0, end);
        int length = end + LINE_END.length();
        // The rest of such a line must be ignored.
        if (line.equals(UNKNOWN) || line.startsWith(UNKNOWN + " ")) {
            return new ProxyHeader.Complete(length, Optional.empty());
        }
        Optional<InetSocketAddress> source = source(line);
        return source.isPresent() ? new ProxyHeader.Complete(length, source) : invalid(line);
    }

    private static Optional<InetSocketAddress> source(String line) {
        Matcher ipv4 = TCP4.matcher(line);
        Matcher ipv6 = TCP6.matcher(line);
        if (ipv4.matches()) {
            return source(ipv4);
        }
        return ipv6.matches() ? source(ipv6) : Optional.empty();
    }

    private static Optional<InetSocketAddress> source(Matcher line) {
        int port = Integer.parseInt(line.group(3));
        boolean valid =
                IpAddress.of(line.group(2)).isPresent() && Math.max(port, Integer.parseInt(line.group(4))) <= PORT_MAX;
        return valid
                ? IpAddress.of(line.group(1)).map(address -> new InetSocketAddress(address, port))
                : Optional.empty();
    }

    private static ProxyHeader invalid(String line) {
        return new ProxyHeader.Invalid(
                "expected a line such as PROXY TCP4 192.0.2.1 192.0.2.2 56324 443, but was " + Answers.shown(line));
    }
}
