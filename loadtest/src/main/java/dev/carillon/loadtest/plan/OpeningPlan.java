package dev.carillon.loadtest.plan;

import dev.carillon.config.Rate;
import java.time.Duration;

/**
 * How connections are opened.
 *
 * @param local addresses from which they are opened
 * @param perAddress the most connections that are open from one local address at a time
 * @param ports local ports to use on each address
 * @param rate attempts begun in a second, repeated attempts included
 * @param handshakes the most attempts under way at a time, including those that wait to be repeated
 * @param handshakeTimeout the longest time from connect to the server's answer
 * @param patience time without a single success after which the tester gives up
 * @param machines number of machines that open connections, each from these addresses; 1.5 if this machine carries two
 *     thirds of the load
 */
public record OpeningPlan(
        LocalAddresses local,
        int perAddress,
        PortRange ports,
        Rate rate,
        int handshakes,
        Duration handshakeTimeout,
        Duration patience,
        double machines) {

    private static final int USUAL_PER_ADDRESS = 20_000;

    /** The plan with the defaults of all flags. */
    static OpeningPlan usual(Target target, int sockets) {
        return new OpeningPlan(
                LocalAddresses.fitting(target, sockets, USUAL_PER_ADDRESS),
                USUAL_PER_ADDRESS,
                new PortRange(10_000, 65_535),
                new Rate(5000),
                500,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                1);
    }

    public OpeningPlan {
        Require.that(
                perAddress >= 1 && perAddress <= ports.size(),
                "--per-address must be 1 to " + ports.size() + ", the number of --ports " + ports + ", was "
                        + perAddress);
        Require.atLeast("--handshakes", 1, handshakes);
        Require.atLeast("--handshake-timeout", Duration.ofMillis(100), handshakeTimeout);
        Require.atLeast("--patience", Duration.ofSeconds(1), patience);
    }

    /** The same plan for a few connections from other addresses. */
    OpeningPlan forFew(int connections, LocalAddresses elsewhere) {
        int each = Math.min(ports.size(), Math.max(perAddress, connections));
        return new OpeningPlan(elsewhere, each, ports, rate, handshakes, handshakeTimeout, patience, 1);
    }

    /** The same plan for one of {@code count} machines, with the addresses of that machine. */
    OpeningPlan onMachine(LocalAddresses others, double count) {
        return new OpeningPlan(others, perAddress, ports, rate, handshakes, handshakeTimeout, patience, count);
    }

    /** The most connections that can be open at a time. */
    public long capacity() {
        return (long) (machines * perAddress * local.size());
    }
}
