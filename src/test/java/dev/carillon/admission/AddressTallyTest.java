package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.Rate;
import dev.carillon.rate.Buckets;
import dev.carillon.rate.Network;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The limits for one network, and how long its data is stored. */
class AddressTallyTest {
    private static final Network HERE = new Network(false, 1);
    private static final Network THERE = new Network(false, 2);

    private long nowNanos;

    @Test
    void eachNetworkMayHaveAsManyWebSocketsAsTheLimit() {
        AddressTally tally = tally(OptionalInt.of(2), Optional.empty());
        assertThat(tally.opened(HERE)).isTrue();
        assertThat(tally.opened(HERE)).isTrue();
        assertThat(tally.isFull(HERE)).isTrue();
        assertThat(tally.opened(HERE)).isFalse();
        assertThat(tally.isFull(THERE)).isFalse();
        assertThat(tally.opened(THERE)).isTrue();
        tally.ended(HERE);
        assertThat(tally.isFull(HERE)).isFalse();
        assertThat(tally.opened(HERE)).isTrue();
    }

    @Test
    void aNetworkWithoutWebSocketsIsRemovedIfThereIsNoRateLimit() {
        AddressTally tally = tally(OptionalInt.of(2), Optional.empty());
        assertThat(tally.opened(HERE)).isTrue();
        assertThat(tally.size()).isEqualTo(1);
        tally.ended(HERE);
        assertThat(tally.size()).isZero();
    }

    @Test
    void eachNetworkMayConnectAsOftenAsTheRate() {
        AddressTally tally = tally(OptionalInt.empty(), Optional.of(new Rate(2)));
        assertThat(tally.handshake(HERE)).isEmpty();
        assertThat(tally.handshake(HERE)).isEmpty();
        assertThat(tally.handshake(HERE))
                .isEqualTo(OptionalLong.of(Duration.ofMillis(500).toNanos()));
        assertThat(tally.handshake(THERE)).isEmpty();
        pass(Duration.ofMillis(500));
        assertThat(tally.handshake(HERE)).isEmpty();
        assertThat(tally.handshake(HERE)).isPresent();
    }

    @Test
    void handshakesCountWhileAWebSocketIsOpenAndAfterItsEnd() {
        AddressTally tally = tally(OptionalInt.empty(), Optional.of(new Rate(0.1)));
        assertThat(tally.handshake(HERE)).isEmpty();
        assertThat(tally.opened(HERE)).isTrue();
        tally.ended(HERE);
        assertThat(tally.handshake(HERE))
                .isEqualTo(OptionalLong.of(Duration.ofSeconds(10).toNanos()));
    }

    @Test
    void aNetworkIsKeptWhileItsHandshakesCount() {
        AddressTally tally = tally(OptionalInt.empty(), Optional.of(new Rate(0.1)));
        assertThat(tally.handshake(HERE)).isEmpty();
        pass(Duration.ofMillis(9999));
        assertThat(tally.size()).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(tally.size()).isZero();
    }

    @Test
    void aNetworkWithAWebSocketIsNotRemoved() {
        AddressTally tally = tally(OptionalInt.of(1), Optional.of(new Rate(10)));
        assertThat(tally.handshake(HERE)).isEmpty();
        assertThat(tally.opened(HERE)).isTrue();
        pass(Duration.ofHours(1));
        assertThat(tally.isFull(HERE)).isTrue();
        tally.ended(HERE);
        assertThat(tally.size()).as("its handshake was long ago").isZero();
    }

    @Test
    void theNumberOfNetworksIsBounded() {
        AddressTally tally = tally(OptionalInt.empty(), Optional.of(new Rate(0.001)));
        for (int i = 0; i < 200_000; i++) {
            assertThat(tally.handshake(new Network(true, i))).isEmpty();
        }
        assertThat(tally.size()).isEqualTo(Buckets.MAX);
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    private AddressTally tally(OptionalInt maxConnections, Optional<Rate> rate) {
        return new AddressTally(new AddressLimits(maxConnections, rate), () -> nowNanos);
    }
}
