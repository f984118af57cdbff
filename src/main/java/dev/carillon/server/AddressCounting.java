package dev.carillon.server;

import dev.carillon.admission.AddressLimiter;
import dev.carillon.admission.AddressTally;
import dev.carillon.config.AddressLimits;
import dev.carillon.lane.Lane;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes the address limiter of one loop when limits for addresses are set for the first time. */
final class AddressCounting {
    private final Node node;
    private final Lane lane;
    private @Nullable AddressLimiter limiter;

    AddressCounting(Node node, Lane lane) {
        this.node = node;
        this.lane = lane;
    }

    Optional<AddressLimiter> limiter(AddressLimits limits) {
        if (limiter == null) {
            node.addresses(limits).ifPresent(this::count);
        }
        return Optional.ofNullable(limiter);
    }

    private void count(AddressTally tally) {
        AddressLimiter counting = new AddressLimiter(tally, RandomGenerator.getDefault());
        lane.onEnd(counting::ended);
        limiter = counting;
    }
}
