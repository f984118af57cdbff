package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.admission.Decision.Place;
import dev.carillon.config.AddressLimits;
import dev.carillon.config.Rate;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Limits for one address, and the answers to refused clients. */
class AddressLimiterTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("203.0.113.7", 50_000);

    @Test
    void aWebSocketCountsFromItsOpeningToItsEnd() {
        AddressLimiter addressLimiter = addressLimiter(OptionalInt.of(1), Optional.empty());
        Connection never = connection(addressLimiter);
        Connection connection = connection(addressLimiter);
        connection.receiver().onOpen(connection);
        assertThat(connection.receiver()).isSameAs(Receiver.NOBODY);
        assertThat(addressLimiter.decide(PEER)).isInstanceOfSatisfying(NoPlace.class, noPlace -> {
            assertThat(noPlace.why()).isEqualTo(RefusalReason.ADDRESS_CONNECTIONS);
            assertThat(noPlace.answer().status()).isEqualTo(429);
            assertThat(noPlace.answer().message())
                    .startsWith(
                            "expected fewer than 1 WebSockets and event streams from 203.0.113.7, but there are 1: try again in ");
        });
        addressLimiter.ended(never);
        assertThat(addressLimiter.decide(PEER)).isInstanceOf(NoPlace.class);
        addressLimiter.ended(connection);
        assertThat(addressLimiter.decide(PEER)).isInstanceOf(Place.class);
    }

    @Test
    void theSecondOfTwoConnectionsAdmittedForOnePlaceIsClosed() {
        AddressLimiter addressLimiter = addressLimiter(OptionalInt.of(1), Optional.empty());
        Connection first = connection(addressLimiter);
        Connection second = connection(addressLimiter);
        first.receiver().onOpen(first);
        second.receiver().onOpen(second);
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void aClientOverTheRateReceives429WithARandomRetryAfter() {
        AddressLimiter addressLimiter = addressLimiter(OptionalInt.empty(), Optional.of(new Rate(0.1)));
        assertThat(addressLimiter.decide(PEER)).isInstanceOf(Place.class);
        Set<Integer> seconds = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            assertThat(addressLimiter.decide(PEER)).isInstanceOfSatisfying(NoPlace.class, noPlace -> {
                assertThat(noPlace.why()).isEqualTo(RefusalReason.ADDRESS_RATE);
                assertThat(noPlace.answer().status()).isEqualTo(429);
                assertThat(noPlace.answer().message())
                        .startsWith("expected handshakes from 203.0.113.7 at a lower rate, but this is one too many");
                seconds.add(Integer.valueOf(noPlace.answer().headers().get("Retry-After")));
            });
        }
        assertThat(seconds).containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    @Test
    void aClientThatHasDisconnectedIsNotCounted() {
        AddressLimiter addressLimiter = addressLimiter(OptionalInt.of(1), Optional.of(new Rate(1)));
        assertThat(addressLimiter.decide(null)).isEqualTo(Decision.PLACE);
        assertThat(addressLimiter.decide(PEER)).isInstanceOf(Place.class);
    }

    private static Connection connection(AddressLimiter addressLimiter) {
        Place place = (Place) addressLimiter.decide(PEER);
        return new RecordedConnection(place.counting().apply(Receiver.NOBODY));
    }

    private static AddressLimiter addressLimiter(OptionalInt maxConnections, Optional<Rate> rate) {
        return new AddressLimiter(new AddressTally(new AddressLimits(maxConnections, rate), () -> 0), new Random(1));
    }
}
