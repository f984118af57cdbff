package dev.carillon.loadtest.plan;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local addresses from which connections are opened. Each address has its own ports. A user writes
 * {@code 127.0.0.2-51}, {@code 127.0.0.2-127.0.1.9}, {@code 127.0.0.0/24}, a single address, or a list of these,
 * separated by commas.
 */
public record LocalAddresses(List<InetAddress> addresses) {
    /** The size of a /16 network. No machine has enough descriptors to use more addresses. */
    private static final int ADDRESSES_MAX = 65_536;

    // Java reads 127.0.2 as 127.0.0.2, but a user who writes it has more likely forgotten a number.
    private static final String FOUR_NUMBERS = "\\d+(?:\\.\\d+){3}";
    private static final Pattern SINGLE = Pattern.compile(FOUR_NUMBERS + "|.*:.*");
    private static final Pattern NETWORK = Pattern.compile("(" + FOUR_NUMBERS + ")/(1[6-9]|2\\d|30)");
    /** 127.0.0.2-51 is short for 127.0.0.2-127.0.0.51. */
    private static final Pattern RANGE = Pattern.compile("(((?:\\d+\\.){3})\\d+)-(?:(" + FOUR_NUMBERS + ")|(\\d+))");

    public LocalAddresses {
        addresses = List.copyOf(addresses);
        Require.that(
                !addresses.isEmpty() && addresses.size() <= ADDRESSES_MAX,
                "--local must name 1 to " + ADDRESSES_MAX + " addresses, was " + addresses.size());
        Require.that(new HashSet<>(addresses).size() == addresses.size(), "--local must not name an address twice");
    }

    /**
     * Reads a list of addresses and ranges.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    public static LocalAddresses of(String text) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            addAll(part.strip(), addresses);
        }
        return new LocalAddresses(addresses);
    }

    /**
     * The default addresses. On Linux all of 127/8 is this machine, so a target on IPv4 loopback is loaded from as many
     * addresses as the connections need. On other systems it is loaded from 127.0.0.1. For all other targets the kernel
     * picks the address.
     */
    public static LocalAddresses fitting(Target target, int connections, int perAddress) {
        byte[] remote = target.address().getAddress().getAddress();
        if (!target.isLoopback() || remote.length > Integer.BYTES) {
            return of(remote.length > Integer.BYTES ? "::" : "0.0.0.0");
        }
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return of("127.0.0.1");
        }
        List<InetAddress> addresses = new ArrayList<>();
        int first = number("127.0.0.2", "127.0.0.2");
        for (int i = 0; i < Math.ceilDiv(connections, perAddress); i++) {
            addresses.add(address(first + i));
        }
        return new LocalAddresses(addresses);
    }

    /**
     * An address for a few clients in addition to those on {@code others}: 127.0.0.1 if everything is on IPv4 loopback,
     * and else the first of {@code others}.
     */
    static LocalAddresses besides(Target target, LocalAddresses others) {
        InetAddress first = others.addresses.getFirst();
        boolean own = target.isLoopback() && first.isLoopbackAddress() && first.getAddress().length == Integer.BYTES;
        return own ? of("127.0.0.1") : new LocalAddresses(List.of(first));
    }

    public int size() {
        return addresses.size();
    }

    private static void addAll(String part, List<InetAddress> to) {
        Matcher network = NETWORK.matcher(part);
        Matcher range = RANGE.matcher(part);
        if (network.matches()) {
            int size = 1 << (Integer.SIZE - Integer.parseInt(network.group(2)));
            int first = number(network.group(1), part) & -size;
            // Without the first and the last address, which are those of the network and of its broadcast (RFC 919).
            addRange(first + 1, first + size - 2, part, to);
        } else if (range.matches()) {
            String last = range.group(3) == null ? range.group(2) + range.group(4) : range.group(3);
            addRange(number(range.group(1), part), number(last, part), part, to);
        } else if (SINGLE.matcher(part).matches()) {
            to.add(literal(part, part));
        } else {
            throw mistake(part);
        }
    }

    private static void addRange(int first, int last, String part, List<InetAddress> to) {
        if (Integer.compareUnsigned(first, last) > 0 || Integer.compareUnsigned(last - first, ADDRESSES_MAX) >= 0) {
            throw mistake(part);
        }
        for (int i = 0; i <= last - first; i++) {
            to.add(address(first + i));
        }
    }

    private static InetAddress literal(String text, String part) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException notAnAddress) {
            throw mistake(part);
        }
    }

    private static int number(String fourNumbers, String part) {
        return NetUtil.ipv4AddressToInt((Inet4Address) literal(fourNumbers, part));
    }

    private static InetAddress address(int number) {
        return InetAddress.ofLiteral(NetUtil.intToIpAddress(number));
    }

    private static IllegalArgumentException mistake(String part) {
        return new IllegalArgumentException(
                "--local must be addresses such as 127.0.0.2, 127.0.0.2-51, 127.0.0.2-127.0.0.5 or 127.0.0.0/24 (from"
                        + " /16 to /30), was '" + part + "'");
    }
}
