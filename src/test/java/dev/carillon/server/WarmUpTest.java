package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.carillon.config.LaneChoice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpTest {
    /** The warm-up waits up to 10 s for the answers to its requests, and stops its service at the end. */
    @ParameterizedTest
    @EnumSource(LaneChoice.class)
    void theWarmUpSucceedsOnEveryLane(LaneChoice lane) {
        WarmUp warmUp = new WarmUp(20, 3, 10, 5);
        assertThatCode(() -> warmUp.run(lane)).doesNotThrowAnyException();
    }
}
