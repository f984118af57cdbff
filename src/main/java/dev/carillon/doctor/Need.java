package dev.carillon.doctor;

import java.net.InetAddress;
import java.util.List;

/**
 * The resources that a load test needs.
 *
 * @param sockets of the tester, all its processes together
 * @param processes that share them
 * @param serverHere whether the other ends are on this machine too
 * @param from the local addresses of the sockets; none where the kernel picks one
 * @param handshakes under way at once
 */
public record Need(int sockets, int processes, boolean serverHere, List<InetAddress> from, int handshakes) {

    public Need {
        from = List.copyOf(from);
        if (sockets < 1 || processes < 1) {
            throw new IllegalArgumentException(
                    "a load test has at least one socket and one process, was " + sockets + " and " + processes);
        }
    }

    /** Sockets that this machine holds: both ends, or one. */
    long ends() {
        return serverHere ? 2L * sockets : sockets;
    }

    int socketsOfAProcess() {
        return Math.ceilDiv(sockets, processes);
    }
}
