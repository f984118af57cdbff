package dev.carillon.admission;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.admission.Decision.Place;
import dev.carillon.lane.BeginReceiver;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.rate.Network;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stores from which network each WebSocket of a loop comes, because a disconnected peer has no address any more, and
 * decides whether another one may come from there. Exists only if limits for addresses are set. Belongs to the loop.
 */
public final class AddressLimiter {
    /** RFC 6585, 4. */
    private static final int TOO_MANY_REQUESTS = 429;

    private final AddressTally tally;
    private final RetryAfter retryAfter;
    /** By identity: to Netty a connection equals a later one that has its descriptor. */
    private final IdentityHashMap<Connection, Network> networks = new IdentityHashMap<>();

    /** @param tally counts for all loops */
    public AddressLimiter(AddressTally tally, RandomGenerator random) {
        this.tally = tally;
        this.retryAfter = new RetryAfter(random);
    }

    /**
     * Whether one more may come from {@code peer}; null for a peer that has disconnected already and is not counted.
     */
    Decision decide(@Nullable InetSocketAddress peer) {
        if (peer == null) {
            return Decision.PLACE;
        }
        Network network = Network.of(peer.getAddress());
        if (tally.isFull(network)) {
            int open = tally.open(network);
            String expected = "expected fewer than " + open + " WebSockets and event streams from " + network
                    + ", but there are " + open;
            return new NoPlace(RefusalReason.ADDRESS_CONNECTIONS, retryAfter.refusal(TOO_MANY_REQUESTS, expected, 1));
        }
        OptionalLong tooSoon = tally.handshake(network);
        if (tooSoon.isPresent()) {
            return new NoPlace(
                    RefusalReason.ADDRESS_RATE,
                    retryAfter.refusal(
                            TOO_MANY_REQUESTS,
                            "expected handshakes from " + network + " at a lower rate, but this is one too many",
                            secondsFor(tooSoon.getAsLong())));
        }
        return new Place(next -> BeginReceiver.first(connection -> count(connection, network), next));
    }

    private static int secondsFor(long nanos) {
        return 1 + (int) Math.min(TimeUnit.NANOSECONDS.toSeconds(nanos), Short.MAX_VALUE);
    }

    /** Must be called for each connection that ends, counted or not. */
    public void ended(Connection connection) {
        Network network = networks.remove(connection);
        if (network != null) {
            tally.ended(network);
        }
    }

    private void count(Connection connection, Network network) {
        // Between handshake and opening, others may have been faster, on other loops or while an answer was sent.
        if (tally.opened(network)) {
            networks.put(connection, network);
        } else {
            connection.close(Ending.CLOSED_HERE);
        }
    }
}
