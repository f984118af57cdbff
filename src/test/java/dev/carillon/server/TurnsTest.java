package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.PingChoice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The delivery of a publication to many subscribers leaves the loop time for others. */
class TurnsTest {
    /** A sweep of at least three turns. */
    private static final int SUBSCRIBERS = 1500;

    /** If the sweep never pauses, no try succeeds; if it does, a try fails only if this test itself is delayed. */
    private static final int TRIES = 20;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void anEchoIsAnsweredDuringASweep(LaneChoice lane) throws Exception {
        List<RawClient> subscribers = new ArrayList<>();
        try (TestService service = new TestService(TestService.settings(
                        lane, 1, TestService.sockets(Duration.ofSeconds(60), PingChoice.OFF, 1000)));
                RawClient echo = service.open("/echo")) {
            for (int i = 0; i < SUBSCRIBERS; i++) {
                subscribers.add(service.open("/topics/t"));
            }
            boolean cameBackFirst = false;
            for (int i = 0; i < TRIES && !cameBackFirst; i++) {
                cameBackFirst = echoesDuringASweep(subscribers, echo);
            }
            assertThat(cameBackFirst).isTrue();
        } finally {
            for (RawClient subscriber : subscribers) {
                subscriber.close();
            }
        }
    }

    private static boolean echoesDuringASweep(List<RawClient> subscribers, RawClient echo) throws IOException {
        RawClient first = subscribers.getFirst();
        first.sendText("published");
        assertThat(first.readFrame()).isEqualTo("text published");
        echo.sendText("echo");
        assertThat(echo.readFrame()).isEqualTo("text echo");
        boolean lastStillWaits = subscribers.getLast().socket.getInputStream().available() == 0;
        for (RawClient subscriber : subscribers.subList(1, SUBSCRIBERS)) {
            assertThat(subscriber.readFrame()).isEqualTo("text published");
        }
        return lastStillWaits;
    }
}
