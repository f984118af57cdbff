package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code carillon subscribe} when its service is stopped or restarted. */
@Timeout(30)
class ReconnectTest {
    @Test
    void subscribersReconnectToARestartedService() throws Exception {
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
    void theNextNodeIsUsedWhenOneFails() throws Exception {
        CommandService gone = CommandService.start();
        gone.close();
        CommandService first = CommandService.start();
        try (CommandService second = CommandService.start()) {
            CommandRun run = CommandRun.subscribe(
                            "--url", gone.url() + "," + first.url() + "," + second.url(), "--count", "1", "t")
                    .awaitSubscribed("t");
            first.close();
            run.awaitErr(said -> said.indexOf("subscribed to t\n") < said.lastIndexOf("subscribed to t\n"));
            second.publish("t", "text/plain", "hello".getBytes(UTF_8));
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("t\thello\n");
        }
    }

    @Test
    void aSubscriptionContinuesAfterItsLastMessage() throws Exception {
        String subscribed = "{\"type\":\"subscribed\",\"topic\":\"t\",\"since\":\"e:41\"}";
        String message = "{\"type\":\"message\",\"topic\":\"t\",\"id\":\"e:%d\",\"data\":\"x\"}";
        try (ScriptedService service = new ScriptedService(List.of(
                List.of(subscribed),
                List.of(
                        "{\"type\":\"subscribed\",\"topic\":\"t\",\"since\":\"e:43\",\"recovered\":true}",
                        message.formatted(42),
                        message.formatted(43)),
                List.of("{\"type\":\"subscribed\",\"topic\":\"t\",\"since\":\"f:7\",\"recovered\":false}"),
                List.of(
                        "{\"type\":\"subscribed\",\"topic\":\"t\",\"since\":\"f:7\",\"recovered\":true}",
                        "{\"type\":\"missed\",\"count\":3}",
                        "{\"type\":\"missed\"}",
                        message.formatted(44))))) {
            CommandRun run =
                    CommandRun.subscribe("--url", service.url(), "--last", "5", "--ndjson", "--count", "3", "t");
            assertThat(service.command()).isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\",\"last\":5}");
            assertThat(service.command()).isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\",\"since\":\"e:41\"}");
            assertThat(service.command()).isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\",\"since\":\"e:43\"}");
            assertThat(service.command()).isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\",\"since\":\"f:7\"}");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .isEqualTo(
                            message.formatted(42) + "\n" + message.formatted(43) + "\n" + message.formatted(44) + "\n");
            assertThat(run.err().lines().filter(line -> !line.endsWith(" s")))
                    .containsExactly(
                            "subscribed to t",
                            "subscribed to t",
                            "subscribed to t; some messages that were published after e:43 are no longer remembered",
                            "subscribed to t",
                            "missed 3 messages: the service sends more than this command reads",
                            "missed messages: the service sends more than this command reads");
        }
    }

    @Test
    void severalSubscriptionsContinueWithoutAGapInAny() throws Exception {
        String t = "{\"type\":\"subscribed\",\"topic\":\"t\",\"since\":\"%s\",\"recovered\":%s}";
        String u = t.replace("\"t\"", "\"u\"");
        String message = "{\"type\":\"message\",\"topic\":\"t\",\"id\":\"e:%d\",\"data\":\"x\"}";
        try (ScriptedService service = new ScriptedService(
                2,
                List.of(
                        // Messages before the answer to another subscription may be from before it.
                        List.of(t.formatted("e:40", true), message.formatted(50)),
                        List.of(t.formatted("e:40", true), message.formatted(50), u.formatted("e:40", true)),
                        List.of(t.formatted("e:40", true), u.formatted("e:40", true), message.formatted(51)),
                        List.of(t.formatted("e:51", true), u.formatted("e:51", true), message.formatted(52))))) {
            CommandRun run = CommandRun.subscribe("--url", service.url(), "--since", "e:40", "--count", "4", "t", "u");
            for (String since : List.of("e:40", "e:40", "e:40", "e:51")) {
                assertThat(service.command())
                        .isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\",\"since\":\"" + since + "\"}");
            }
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("t\tx\n".repeat(4));
        }
    }

    @Test
    void anEmptyLogAfterARestartIsReported() throws Exception {
        String answer = "{\"type\":\"subscribed\",\"topic\":\"%s\",\"since\":\"f:0\",\"recovered\":false}";
        try (ScriptedService service =
                new ScriptedService(2, List.of(List.of(answer.formatted("t"), answer.formatted("u"))))) {
            CommandRun run =
                    CommandRun.subscribe("--url", service.url(), "--since", "e:51", "--no-reconnect", "t", "u");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err().lines())
                    .startsWith(
                            "subscribed to t; some messages that were published after e:51 are no longer remembered",
                            "subscribed to u; some messages that were published after e:51 are no longer remembered");
        }
    }

    @Test
    void aSubscriptionMayBeginAfterAMessage() throws Exception {
        try (ScriptedService service = new ScriptedService(List.of(List.of()))) {
            CommandRun run = CommandRun.subscribe("--url", service.url(), "--since", "e:1", "--no-reconnect", "t");
            assertThat(service.command()).isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\",\"since\":\"e:1\"}");
            assertThat(run.exitCode()).isEqualTo(1);
        }
        CommandRun both = CommandRun.subscribe("--since", "e:1", "--last", "1", "t");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("--since, --last: expected since or last, but were both");
        CommandRun none = CommandRun.subscribe("--since", "yesterday", "t");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("expected the id of a message, such as 'k3x9f2ab:42', but was 'yesterday'");
        CommandRun many = CommandRun.subscribe("--last", "10001", "t");
        assertThat(many.exitCode()).isEqualTo(2);
        assertThat(many.err()).contains("expected last from 1 to 10000, but was 10001");
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
    void aServiceThatWasNeverReachedIsNotRetried() {
        CommandService service = CommandService.start();
        service.close();
        CommandRun run = CommandRun.subscribe("--url", service.url(), "t");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("cannot subscribe at " + service.url()
                        + ": nothing listens there (connection refused): is the service running?\n");
    }
}
