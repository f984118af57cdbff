package dev.carillon.loadtest.plan;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The addresses from which connections are opened, each with ports of its own: {@code 127.0.0.2-51},
 * {@code 127.0.0.2-127.0.1.9}, {@code 127.0.0.0/24}, or a list of such and of single addresses with commas between.
 */
public record LocalAddresses(List<InetAddress> addresses) {
    /** A /16: more than any machine has descriptors for. */
    private static final int ADDRESSES_MAX = 65_536;

    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d+(\\.\\d+){3}");

    public LocalAddresses {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
            throw new IllegalArgumentException(
                    "--local must name 1 to " + ADDRESSES_MAX + " addresses, was " + addresses.size());
        }
        if (new HashSet<>(addresses).size() < addresses.size()) {
            throw new IllegalArgumentException("--local must not name an address twice");
        }
    }

    /**
     * Reads a list of addresses and ranges.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static LocalAddresses of(String text) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            addRange(part.strip(), addresses);
        }
        return new LocalAddresses(addresses);
    }

    /**
     * What fits where the user says nothing. On Linux all of 127/8 is this machine, so loopback is loaded from as many
     * addresses as the connections need; elsewhere the kernel picks the address.
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
        int first = number(InetAddress.ofLiteral("127.0.0.2"));
        for (int i = 0; i < Math.ceilDiv(connections, perAddress); i++) {
            addresses.add(address(first + i));
        }
        return new LocalAddresses(addresses);
    }

    /** An address for a few clients besides those of {@code others}: on loopback this machine's own. */
    static LocalAddresses besides(Target target, LocalAddresses others) {
        InetAddress first = others.addresses.getFirst();
        boolean own = target.isLoopback() && first.isLoopbackAddress() && first.getAddress().length == Integer.BYTES;
        return own ? of("127.0.0.1") : new LocalAddresses(List.of(first));
    }

    public int size() {
        return addresses.size();
    }

    /** All addresses of a network but its first and last, which name the network and everybody in it (RFC 919). */
    private static void addNetwork(String part, int slash, List<InetAddress> to) {
        String bits = part.substring(slash + 1);
        if (!bits.matches("1[6-9]|2\\d|30") || part.contains(":")) {
            throw mistake(part);
        }
        int size = 1 << (Integer.SIZE - Integer.parseInt(bits));
        int network = number(literal(part.substring(0, slash), part)) & -size;
        for (int number = network + 1; number < network + size - 1; number++) {
            to.add(address(number));
        }
    }

    private static void addRange(String part, List<InetAddress> to) {
        int slash = part.indexOf('/');
        if (slash >= 0) {
            addNetwork(part, slash, to);
            return;
        }
        int dash = part.indexOf('-');
        if (dash < 0) {
            to.add(literal(part, part));
            return;
        }
        String from = part.substring(0, dash);
        String until = part.substring(dash + 1);
        // 127.0.0.2-51 is short for 127.0.0.2-127.0.0.51.
        String whole = until.contains(".") ? until : from.substring(0, from.lastIndexOf('.') + 1) + until;
        if (from.contains(":") || whole.contains(":")) {
            throw mistake(part);
        }
        int first = number(literal(from, part));
        int last = number(literal(whole, part));
        if (Integer.compareUnsigned(first, last) > 0 || last - first >= ADDRESSES_MAX) {
            throw mistake(part);
        }
        for (int number = first; number <= last; number++) {
            to.add(address(number));
        }
    }

    private static InetAddress literal(String text, String part) {
        // Java takes 127.0.2 for 127.0.0.2; a user that writes it has more likely forgotten a number.
        if (!text.contains(":") && !FOUR_NUMBERS.matcher(text).matches()) {
            throw mistake(part);
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException notAnAddress) {
            throw mistake(part);
        }
    }

    /** An IPv4 address as the number that its bytes are; of any other the last four bytes. */
    private static int number(InetAddress address) {
        int number = 0;
        for (byte octet : address.getAddress()) {
            number = number << Byte.SIZE | Byte.toUnsignedInt(octet);
        }
        return number;
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number});
        } catch (UnknownHostException notFourBytes) {
            throw new AssertionError(notFourBytes);
        }
    }

    private static IllegalArgumentException mistake(String part) {
        return new IllegalArgumentException(
                "--local must be addresses such as 127.0.0.2, 127.0.0.2-51, 127.0.0.2-127.0.0.5 or 127.0.0.0/24 (from /16 to"
                        + " /30), was '" + part + "'");
    }
}
