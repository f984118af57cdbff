package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.Rate;
import dev.carillon.metrics.CarillonMeters;
import dev.carillon.rate.HandRunRates;
import dev.carillon.rate.Network;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The limits of the node and those of an address together. */
class AdmissionTest {
    private static final InetSocketAddress GREEDY = new InetSocketAddress("203.0.113.7", 50_000);
    private static final InetSocketAddress MODEST = new InetSocketAddress("203.0.113.8", 50_000);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void withoutLimitsForAddressesNoAddressIsRead() {
        Decision decision = admission(Optional.empty())
                .decide(
                        0,
                        () -> {
                            throw new AssertionError("asked for an address");
                        },
                        Optional.empty(),
                        1);
        assertThat(decision).isEqualTo(Decision.PLACE);
    }

    @Test
    void aClientRefusedForItsAddressDoesNotCountForTheNode() {
        AddressTally tally = new AddressTally(new AddressLimits(OptionalInt.of(1), Optional.empty()), () -> 0);
        assertThat(tally.opened(Network.of(GREEDY.getAddress()))).isTrue();
        Admission admission = admission(Optional.of(new AddressLimiter(tally, new Random(1))));
        assertTurnedAway(admission.decide(1, () -> GREEDY, Optional.empty(), 0), RefusalReason.ADDRESS_CONNECTIONS);
        assertThat(admission.decide(1, () -> MODEST, Optional.empty(), 0)).isInstanceOf(Decision.Place.class);
        assertTurnedAway(admission.decide(2, () -> MODEST, Optional.empty(), 0), RefusalReason.RATE);
        assertTurnedAway(admission.decide(10, () -> MODEST, Optional.empty(), 0), RefusalReason.CONNECTIONS);
        assertThat(turnedAway("address-connections")).isEqualTo(1);
        assertThat(turnedAway("rate")).isEqualTo(1);
        assertThat(turnedAway("connections")).isEqualTo(1);
        assertThat(turnedAway("address-rate")).isZero();
    }

    private static void assertTurnedAway(Decision decision, RefusalReason why) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        NoPlace.class, noPlace -> assertThat(noPlace.why()).isEqualTo(why));
    }

    private double turnedAway(String reason) {
        return registry.get("carillon.handshakes.turned.away")
                .tag("reason", reason)
                .counter()
                .count();
    }

    /** Of a node with ten places and one handshake per second. */
    private Admission admission(Optional<AddressLimiter> addressLimiter) {
        AdmissionSettings settings =
                new AdmissionSettings(OptionalInt.of(10), 4096, Optional.of(new Rate(1)), Duration.ofSeconds(10));
        ConnectionLimits connectionLimits = new ConnectionLimits(settings, 10, 1, () -> 0, new Random(1));
        return new Admission(
                connectionLimits, addressLimiter, HandRunRates.unlimited(), new CarillonMeters(registry).forLoop(0));
    }
}
