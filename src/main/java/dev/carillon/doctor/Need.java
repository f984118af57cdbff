package dev.carillon.doctor;

import java.net.InetAddress;
import java.util.List;

/**
 * The resources that a load test needs.
 *
 * @param sockets of all processes of the tester together
 * @param processes of the tester
 * @param serverHere whether the server runs on this machine too
 * @param from the local addresses of the sockets; empty if the kernel chooses one
 * @param handshakes the most that are under way at once
 */
public record Need(int sockets, int processes, boolean serverHere, List<InetAddress> from, int handshakes) {

    public Need {
        from = List.copyOf(from);
        if (sockets < 1 || processes < 1) {
            throw new IllegalArgumentException(
                    "a load test has at least one socket and one process, was " + sockets + " and " + processes);
        }
    }

    /** The sockets on this machine: of both ends of each connection, or of one. */
    long ends() {
        return serverHere ? 2L * sockets : sockets;
    }

    int socketsOfAProcess() {
        return Math.ceilDiv(sockets, processes);
    }
}
