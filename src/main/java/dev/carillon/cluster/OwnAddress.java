package dev.carillon.cluster;

import dev.carillon.cluster.MemberAddresses.Place;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/** Determines the address at which other nodes reach this one. Sends no packets. */
final class OwnAddress {
    /**
     * An address for documentation (RFC 5737): nothing is sent to it; the system only reports the local address for it.
     */
    private static final String ELSEWHERE = "192.0.2.1";

    private static final int ANY_PORT = 9;

    private OwnAddress() {}

    /**
     * The address of a member on this machine, or else the local address for connections to the first other member.
     * Loopback if all members are on loopback addresses. Empty if no member is known and the machine has no other
     * address.
     */
    static Optional<InetAddress> find(List<Place> members) {
        List<InetAddress> elsewhere = members.stream()
                .map(Place::address)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        Optional<InetAddress> listed =
                elsewhere.stream().filter(OwnAddress::isOfThisMachine).findFirst();
        if (listed.isPresent()) {
            return listed;
        }
        if (!elsewhere.isEmpty()) {
            return elsewhere.stream().flatMap(to -> from(to).stream()).findFirst();
        }
        if (!members.isEmpty()) {
            return Optional.of(InetAddress.ofLiteral("127.0.0.1"));
        }
        return from(InetAddress.ofLiteral(ELSEWHERE));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** The local address for connections to {@code other}, if other machines can reach it. */
    private static Optional<InetAddress> from(InetAddress other) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(other, ANY_PORT);
            InetAddress own = socket.getLocalAddress();
            return own.isLoopbackAddress() || own.isAnyLocalAddress() ? Optional.empty() : Optional.of(own);
        } catch (IOException | java.io.UncheckedIOException noRoute) {
            return Optional.empty();
        }
    }
}
