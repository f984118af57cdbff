package dev.carillon.rate;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The network of a peer, for limits: an IPv4 address, or the /64 network of an IPv6 address, because a host may have
 * any address in it.
 *
 * @param bits the address, or the upper half of it
 */
public record Network(boolean ipv6, long bits) {
    private static final int IPV4_BYTES = 4;
    private static final long IPV4_MASK = 0xffff_ffffL;
    /** {@code ::ffff:0:0/96}: an IPv4 peer as seen by a socket of both families (RFC 4291, 2.5.5.2). */
    private static final long MAPPED = 0xffff_0000_0000L;

    public static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return new Network(
                    false, Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
        }
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        long upper = halves.getLong();
        long lower = halves.getLong();
        return upper == 0 && (lower & ~IPV4_MASK) == MAPPED
                ? new Network(false, lower & IPV4_MASK)
                : new Network(true, upper);
    }

    @Override
    public String toString() {
        return ipv6
                ? parts(16).mapToObj(Integer::toHexString).collect(Collectors.joining(":", "", "::/64"))
                : parts(8).mapToObj(Integer::toString).collect(Collectors.joining("."));
    }

    /** Four parts of {@code size} bits each. */
    private IntStream parts(int size) {
        int mask = (1 << size) - 1;
        return IntStream.of(3, 2, 1, 0).map(place -> (int) (bits >>> (place * size)) & mask);
    }
}
