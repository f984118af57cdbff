package dev.carillon.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address as it is written: four decimal numbers, or an IPv6 address (RFC 4291, 2.2). The JDK also reads {@code 127.1}
 * and {@code 010.0.0.1}, which others read otherwise: here they are none. A zone ({@code fe80::1%eth0}) has no meaning on
 * another machine (RFC 9844, 1).
 */
public final class IpAddress {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private IpAddress() {}

    /** The address that {@code text} names; an IPv4 address where it is one that is mapped into IPv6 (RFC 4291, 2.5.5.2). */
    public static Optional<InetAddress> of(String text) {
        return IPV4.matcher(text).matches() || isIpv6(text)
                ? Optional.of(InetAddress.ofLiteral(text))
                : Optional.empty();
    }

    /** Without brackets, and without a zone. */
    static boolean isIpv6(String text) {
        return text.indexOf('%') < 0 && text.indexOf('[') < 0 && NetUtil.isValidIpV6Address(text);
    }

    /** The address of so many bytes, as {@link #of} would read it. */
    public static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("expected 4 or 16 bytes, but were " + bytes.length, notAnAddress);
        }
    }
}
