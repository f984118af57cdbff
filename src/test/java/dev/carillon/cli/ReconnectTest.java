package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code carillon subscribe} does when its service goes away. */
@Timeout(30)
class ReconnectTest {
    @Test
    void aServiceThatComesBackFindsItsSubscribers() throws Exception {
        CommandService first = CommandService.start();
        int port = first.port();
        CommandRun run =
                CommandRun.subscribe("--url", first.url(), "--count", "1", "t").awaitSubscribed("t");
        first.close();
        assertThat(run.awaitErr(said -> said.contains("connecting again")))
                .containsPattern("closed by the service: 1012 the service is restarting: reconnect after \\d+ ms;"
                        + " connecting again in \\d+\\.\\d s\n");
        try (CommandService second = CommandService.startAt(port)) {
            assertThat(run.awaitErr(said -> said.indexOf("subscribed to t\n") < said.lastIndexOf("subscribed to t\n")))
                    .endsWith("subscribed to t\n");
            second.publish("t", "text/plain", "hello".getBytes(UTF_8));
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("t\thello\n");
        }
    }

    @Test
    void withNoReconnectTheCommandEndsWithTheConnection() {
        CommandService service = CommandService.start();
        CommandRun run = CommandRun.subscribe("--url", service.url(), "--no-reconnect", "t")
                .awaitSubscribed("t");
        service.close();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("subscribed to t\nsubscription ended at " + service.url()
                        + ": closed by the service: 1012 the service is restarting");
    }

    @Test
    void aServiceThatWasNeverThereIsNotWaitedFor() {
        CommandService service = CommandService.start();
        service.close();
        CommandRun run = CommandRun.subscribe("--url", service.url(), "t");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("cannot subscribe at " + service.url()
                        + ": nothing listens there (connection refused): is the service running?\n");
    }
}
