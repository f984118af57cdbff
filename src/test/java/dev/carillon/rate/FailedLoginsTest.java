package dev.carillon.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many wrong credentials from one address are allowed before it must wait. */
class FailedLoginsTest {
    private final HandRunRates rates = new HandRunRates(settings(Optional.of(Rate.perMinute(60))));
    private final FailedLogins failedLogins = rates.node.failedLogins();

    @Test
    void anAddressWaitsAfterAsManyFailuresAsTheRateAllows() throws Exception {
        InetAddress attacker = address("203.0.113.7");
        for (int i = 0; i < 60; i++) {
            assertThat(failedLogins.limited(attacker)).isEmpty();
            failedLogins.failed(attacker);
        }
        assertThat(failedLogins.limited(attacker).orElseThrow().nanos())
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(failedLogins.limited(address("203.0.113.8"))).isEmpty();
        assertThat(rates.reached).containsExactly(Limit.FAILED_LOGINS_PER_ADDRESS);
        rates.pass(Duration.ofSeconds(1));
        assertThat(failedLogins.limited(attacker)).isEmpty();
    }

    @Test
    void checkingDoesNotCount() throws Exception {
        for (int i = 0; i < 1000; i++) {
            assertThat(failedLogins.limited(address("203.0.113.7"))).isEmpty();
        }
    }

    @Test
    void concurrentFailuresDoNotExtendTheWait() throws Exception {
        InetAddress attacker = address("203.0.113.7");
        for (int i = 0; i < 1000; i++) {
            failedLogins.failed(attacker);
        }
        assertThat(failedLogins.limited(attacker).orElseThrow().nanos())
                .isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void theAddressesOfAnIpv6NetworkCountTogether() throws Exception {
        for (int host = 0; host < 60; host++) {
            failedLogins.failed(address("2001:db8::" + Integer.toHexString(host)));
        }
        assertThat(failedLogins.limited(address("2001:db8::ffff"))).isPresent();
        assertThat(failedLogins.limited(address("2001:db8:0:1::1"))).isEmpty();
    }

    @Test
    void withoutALimitNothingIsCounted() throws Exception {
        rates.node.use(settings(Optional.empty()));
        InetAddress address = address("203.0.113.7");
        for (int i = 0; i < 1000; i++) {
            failedLogins.failed(address);
        }
        assertThat(failedLogins.limited(address)).isEmpty();
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    private static RateSettings settings(Optional<Rate> failedLogins) {
        return new RateSettings(Limits.NONE, Limits.NONE, failedLogins);
    }
}
