package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.Rate;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.metrics.TurnedAway;
import dev.carillon.server.Decision.NoPlace;
import dev.carillon.server.Decision.Welcome;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who comes from where, and is told what. */
class GuestsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("203.0.113.7", 50_000);

    @Test
    void aWebSocketCountsFromItsOpeningToItsEnd() {
        Guests guests = guests(OptionalInt.of(1), Optional.empty());
        Connection never = connection(guests);
        Connection connection = connection(guests);
        connection.receiver().onOpen(connection);
        assertThat(connection.receiver()).isSameAs(Receiver.NOBODY);
        assertThat(guests.decide(PEER)).isInstanceOfSatisfying(NoPlace.class, noPlace -> {
            assertThat(noPlace.why()).isEqualTo(TurnedAway.ADDRESS_CONNECTIONS);
            assertThat(noPlace.answer().status()).isEqualTo(429);
            assertThat(noPlace.answer().message())
                    .startsWith("expected fewer than 1 WebSockets from 203.0.113.7, but there are 1: try again in ");
        });
        guests.ended(never);
        assertThat(guests.decide(PEER)).isInstanceOf(NoPlace.class);
        guests.ended(connection);
        assertThat(guests.decide(PEER)).isInstanceOf(Welcome.class);
    }

    @Test
    void ofTwoWhoWereLetInForOnePlaceTheSecondToOpenIsClosed() {
        Guests guests = guests(OptionalInt.of(1), Optional.empty());
        Connection first = connection(guests);
        Connection second = connection(guests);
        first.receiver().onOpen(first);
        second.receiver().onOpen(second);
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void whoComesTooOftenIsToldWhenItMayComeAgainAndNotEachTimeTheSame() {
        Guests guests = guests(OptionalInt.empty(), Optional.of(new Rate(0.1)));
        assertThat(guests.decide(PEER)).isInstanceOf(Welcome.class);
        Set<Integer> seconds = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            assertThat(guests.decide(PEER)).isInstanceOfSatisfying(NoPlace.class, noPlace -> {
                assertThat(noPlace.why()).isEqualTo(TurnedAway.ADDRESS_RATE);
                assertThat(noPlace.answer().status()).isEqualTo(429);
                assertThat(noPlace.answer().message())
                        .startsWith("expected fewer handshakes in this time from 203.0.113.7, but there was one more");
                seconds.add(Integer.valueOf(noPlace.answer().headers().get("Retry-After")));
            });
        }
        assertThat(seconds).containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    @Test
    void whoHasGoneAlreadyNeedNotBeCounted() {
        Guests guests = guests(OptionalInt.of(1), Optional.of(new Rate(1)));
        assertThat(guests.decide(null)).isEqualTo(Decision.WELCOME);
        assertThat(guests.decide(PEER)).isInstanceOf(Welcome.class);
    }

    private static Connection connection(Guests guests) {
        Welcome welcome = (Welcome) guests.decide(PEER);
        return new RecordedConnection(welcome.counting().apply(Receiver.NOBODY));
    }

    private static Guests guests(OptionalInt maxConnections, Optional<Rate> rate) {
        return new Guests(new AddressTally(new AddressLimits(maxConnections, rate), () -> 0), new Random(1));
    }
}
