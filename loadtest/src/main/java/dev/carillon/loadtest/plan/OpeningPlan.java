package dev.carillon.loadtest.plan;

import dev.carillon.config.Rate;
import java.time.Duration;

/**
 * How connections are opened.
 *
 * @param local where they come from
 * @param perAddress how many may come from one local address at once
 * @param ports the local ports to use on each address
 * @param rate how many are begun a second, repeated attempts included
 * @param handshakes how many may be under way at once, those included that wait to be tried again
 * @param handshakeTimeout how long one may take from connect to the server's answer
 * @param patience how long to go on without a single success before giving up
 * @param machines that open them, each from these addresses: 1.5 where this one carries two parts of three
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

    /** As it is where no flag says otherwise. */
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

    /** The same for a few connections that come from elsewhere. */
    OpeningPlan forFew(int connections, LocalAddresses elsewhere) {
        int each = Math.min(ports.size(), Math.max(perAddress, connections));
        return new OpeningPlan(elsewhere, each, ports, rate, handshakes, handshakeTimeout, patience, 1);
    }

    /** The same from the addresses of one of so many machines. */
    OpeningPlan onMachine(LocalAddresses others, double count) {
        return new OpeningPlan(others, perAddress, ports, rate, handshakes, handshakeTimeout, patience, count);
    }

    /** How many connections there can be at once. */
    public long capacity() {
        return (long) (machines * perAddress * local.size());
    }
}
