package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FarewellTest {
    private static final Optional<Duration> NOT_SAID = Optional.empty();

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1005, 1011, 1012, 1013, 4000})
    void aCloseWithoutAFaultOfTheClientIsTemporary(int code) {
        assertThat(Farewell.of(code, "", NOT_SAID).isTemporary()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1003, 1007, 1008, 1009, 1010})
    void aCloseForAFaultOfTheClientIsPermanent(int code) {
        assertThat(Farewell.of(code, "reconnect after 1 ms", NOT_SAID).isTemporary())
                .isFalse();
    }

    @Test
    void theReasonOfARestartContainsTheTime() {
        ServiceFailure end = Farewell.of(1012, "the service is restarting: reconnect after 2097 ms", NOT_SAID);
        assertThat(end.retryAfter()).contains(Duration.ofMillis(2097));
        assertThat(end).hasMessage("closed by the service: 1012 the service is restarting: reconnect after 2097 ms");
    }

    @Test
    void thePauseOfAByeOverridesTheCloseReason() {
        assertThat(Farewell.of(1012, "reconnect after 2097 ms", Optional.of(Duration.ofMillis(5)))
                        .retryAfter())
                .contains(Duration.ofMillis(5));
    }
}
