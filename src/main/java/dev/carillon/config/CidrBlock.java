package dev.carillon.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All addresses with the same prefix, such as {@code 10.0.0.0/8} (RFC 4632, 3.1). A single address is a block of one.
 *
 * @param first the first address: the bits after the prefix are 0
 * @param prefix the number of bits in the prefix
 */
public record CidrBlock(InetAddress first, int prefix) {
    private static final Pattern FORM = Pattern.compile("([^/]+)(?:/(0|[1-9]\\d{0,2}))?");

    /** The bits before an IPv4 address that is mapped into IPv6. */
    private static final int MAPPED_BITS = 96;

    public CidrBlock {
        byte[] start = start(first.getAddress(), prefix);
        if (!Arrays.equals(start, first.getAddress())) {
            throw new IllegalArgumentException("expected a network without host bits, such as "
                    + IpAddress.of(start).getHostAddress() + "/" + prefix);
        }
    }

    /**
     * Parses {@code text}.
     *
     * @throws IllegalArgumentException when it is not a block
     */
    public static CidrBlock of(String text) {
        Matcher form = FORM.matcher(text);
        InetAddress first = (form.matches() ? IpAddress.of(form.group(1)) : Optional.<InetAddress>empty())
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected an address or a network such as 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32"));
        int bits = first.getAddress().length * Byte.SIZE;
        boolean mapped = bits == Integer.SIZE && form.group(1).indexOf(':') >= 0;
        int least = mapped ? MAPPED_BITS : 0;
        int prefix = form.group(2) == null ? bits : Integer.parseInt(form.group(2)) - least;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("expected a prefix of " + least + " to " + (least + bits) + " bits");
        }
        return new CidrBlock(first, prefix);
    }

    /** Whether {@code address} is in the block; an IPv4 address that is mapped into IPv6 is compared as IPv4. */
    public boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = IpAddress.of(address.getAddress()).getAddress();
        return theirs.length == ours.length && Arrays.equals(start(theirs, prefix), ours);
    }

    private static byte[] start(byte[] address, int prefix) {
        byte[] start = address.clone();
        int whole = prefix / Byte.SIZE;
        if (whole < start.length) {
            start[whole] &= (byte) (0xff00 >> prefix % Byte.SIZE);
            Arrays.fill(start, whole + 1, start.length, (byte) 0);
        }
        return start;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefix;
    }
}
