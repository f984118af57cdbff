package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.carillon.config.LaneChoice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpTest {
    /** It waits for an answer to all that it says, for 10 s, and stops its service in the end. */
    @ParameterizedTest
    @EnumSource(LaneChoice.class)
    void everythingIsAnsweredOnEveryLane(LaneChoice lane) {
        WarmUp warmUp = new WarmUp(20, 3, 10, 5);
        assertThatCode(() -> warmUp.run(lane)).doesNotThrowAnyException();
    }
}
