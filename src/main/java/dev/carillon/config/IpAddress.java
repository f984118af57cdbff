package dev.carillon.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses an IP address: four decimal numbers, or an IPv6 address (RFC 4291, 2.2). The JDK also accepts {@code 127.1}
 * and {@code 010.0.0.1}, which other software reads differently, so they are refused here. A zone ({@code
 * fe80::1%eth0}) is refused too, since it has no meaning on another machine (RFC 9844, 1).
 */
public final class IpAddress {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private IpAddress() {}

    /** The address in {@code text}. An IPv4 address that is mapped into IPv6 becomes IPv4 (RFC 4291, 2.5.5.2). */
    public static Optional<InetAddress> of(String text) {
        return IPV4.matcher(text).matches() || isIpv6(text)
                ? Optional.of(InetAddress.ofLiteral(text))
                : Optional.empty();
    }

    /** Whether {@code text} is an IPv6 address without brackets and zone. */
    static boolean isIpv6(String text) {
        return text.indexOf('%') < 0 && text.indexOf('[') < 0 && NetUtil.isValidIpV6Address(text);
    }

    /** The address with these bytes, converted as {@link #of(String)} does. */
    public static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("expected 4 or 16 bytes, but were " + bytes.length, notAnAddress);
        }
    }
}
