package dev.carillon.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses with the same prefix, such as {@code 127.0.0.0/8}. */
record Subnet(String address, int prefix) {
    private static final Pattern LEAF = Pattern.compile("[ |]*\\|-- (\\S+)");
    private static final Pattern LOCAL = Pattern.compile(" +/(\\d+) host LOCAL");

    /** The addresses of this machine in the kernel's table of routes ({@code /proc/net/fib_trie}). */
    static List<Subnet> localOnes(List<String> trie) {
        List<Subnet> local = new ArrayList<>();
        @Nullable String leaf = null;
        for (String line : trie) {
            Matcher isLeaf = LEAF.matcher(line);
            Matcher isLocal = LOCAL.matcher(line);
            if (isLeaf.matches()) {
                leaf = isLeaf.group(1);
            } else if (leaf != null && isLocal.matches()) {
                Subnet found = new Subnet(leaf, Integer.parseInt(isLocal.group(1)));
                // The table is printed once for each of its names.
                if (!local.contains(found)) {
                    local.add(found);
                }
            }
        }
        return local;
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != Integer.BYTES) {
            return false;
        }
        int mask = prefix == 0 ? 0 : -1 << (Integer.SIZE - prefix);
        return (number(bytes) & mask) == (number(InetAddress.ofLiteral(address).getAddress()) & mask);
    }

    private static int number(byte[] bytes) {
        int number = 0;
        for (byte each : bytes) {
            number = number << Byte.SIZE | Byte.toUnsignedInt(each);
        }
        return number;
    }

    @Override
    public String toString() {
        return prefix == Integer.SIZE ? address : address + "/" + prefix;
    }
}
