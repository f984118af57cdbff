package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.CompressionChoice;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.PingChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.config.SocketSettings;
import dev.carillon.rate.HandRunRates;
import dev.carillon.rate.LoopRates;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that are announced and do not come. */
class BodyBudgetTest {
    /** More than a quarter of the heap, so that one body alone takes all the memory for bodies. */
    private static final int MOST = 2_000_000_000;

    private static TestService service;

    @BeforeAll
    static void start() {
        service = new TestService(TestService.settings(
                LaneChoice.AUTO,
                1,
                new SocketSettings(
                        Duration.ofSeconds(60),
                        PingChoice.AUTO,
                        1024,
                        1024,
                        MOST,
                        128,
                        CompressionChoice.ON,
                        64 << 10)));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void incompleteLongBodiesBlockOtherLongBodiesButNotShortOnes() throws IOException {
        try (RawClient slow = posting("content-length: " + (MOST - 5000));
                RawClient shortOne = posting("content-length: 4096")) {
            slow.send(new byte[100]);
            shortOne.send(new byte[4096]);
            assertThat(shortOne.readAnswer()).startsWith("HTTP/1.1 202 ");
            for (String length : new String[] {"content-length: 5001", "transfer-encoding: chunked"}) {
                try (RawClient other = posting(length)) {
                    assertThat(other.readAnswer())
                            .startsWith("HTTP/1.1 503 ")
                            .contains("retry-after: 1\r\n")
                            .contains("while longer bodies take 1999995000 of 2000000000 bytes, but was ");
                }
            }
            try (RawClient other = posting("content-length: 5000")) {
                other.send(new byte[5000]);
                assertThat(other.readAnswer()).startsWith("HTTP/1.1 202 ");
            }
        }
        // The slow client has closed, and the service notices it.
        while (!answerToWholeBody().startsWith("HTTP/1.1 202 ")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aBodyThatIsTooLongReceives413() throws IOException {
        try (RawClient client = posting("content-length: " + (MOST + 1L))) {
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void delayedLinesAreAbortedAfterATimeWhenOthersNeedTheirMemory() throws Exception {
        Limits oneOfAConnection = new Limits(Optional.empty(), Optional.of(Rate.perMinute(1)), Optional.empty());
        LoopRates rates = new HandRunRates(new RateSettings(oneOfAConnection, Limits.NONE, Optional.empty())).loop();
        Duration patience = Duration.ofSeconds(10);
        try (HandRunServer server = new HandRunServer(patience, HandRunServer.LONGEST, rates);
                RawClient held = twoLines(server);
                RawClient another = twoLines(server)) {
            assertThat(held.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(held.readChunk()).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
            assertThat(another.readAnswer())
                    .contains("\"line\":1,")
                    .contains("\"aborted\"")
                    .contains("\"status\":503");
            server.pass(patience.minusMillis(1));
            // The service delays the client, so the client's time does not run.
            server.awaitLookAtTheClock();
            server.pass(Duration.ofMillis(1));
            try (RawClient last = twoLines(server)) {
                assertThat(last.readHead()).startsWith("HTTP/1.1 200 ");
                assertThat(last.readChunk()).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
                assertThat(held.readChunk())
                        .contains("\"aborted\"")
                        .contains("expected a complete body within 10 s while other requests wait for memory");
            }
        }
    }

    /** A client that may publish one line now, and has sent two. */
    private static RawClient twoLines(HandRunServer server) throws IOException {
        RawClient client = server.postingLines();
        String lines = "{\"topic\":\"t\",\"data\":1}\n".repeat(2);
        server.deliver(client, (Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n").getBytes(UTF_8));
        return client;
    }

    @Test
    void aSlowBodyIsRefusedAfterATimeWhenOthersNeedItsMemory() throws Exception {
        Duration patience = Duration.ofSeconds(10);
        try (HandRunServer server = new HandRunServer(patience, 2 * HandRunServer.LONGEST);
                RawClient slow = server.posting("Transfer-Encoding: chunked");
                RawClient later = server.posting("Content-Length: " + HandRunServer.LONGEST)) {
            try (RawClient tooEarly = server.posting("Content-Length: 5000")) {
                assertThat(tooEarly.readAnswer()).startsWith("HTTP/1.1 503 ");
            }
            server.pass(patience.minusNanos(1));
            server.deliver(slow, "5\r\nhello\r\n".getBytes(UTF_8));
            server.deliver(later, new byte[20_000]);
            server.pass(Duration.ofNanos(1));
            try (RawClient inNeed = server.posting("Content-Length: 5000")) {
                assertThat(slow.readAnswer())
                        .startsWith("HTTP/1.1 503 ")
                        .contains("connection: close\r\n")
                        .contains("retry-after: 1\r\n")
                        .endsWith("expected a complete body within 10 s while other requests wait for memory,"
                                + " but was incomplete: try again in a second\n");
                inNeed.send(new byte[5000]);
                assertThat(inNeed.readAnswer()).startsWith("HTTP/1.1 202 ");
            }
            later.send(new byte[HandRunServer.LONGEST - 20_000]);
            assertThat(later.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void aLongLineForWhichThereIsNoMemoryFailsAlone() throws Exception {
        try (HandRunServer server = new HandRunServer(Duration.ofSeconds(10), HandRunServer.LONGEST);
                RawClient lines = server.postingLines()) {
            String whole = "{\"topic\":\"t\",\"data\":\"" + "x".repeat(10_000) + "\"}\n";
            try (RawClient other = server.posting("Content-Length: 5000")) {
                server.deliver(lines, chunk(whole.substring(0, 5000)));
                server.deliver(lines, chunk(whole.substring(5000) + "{\"topic\":\"t\",\"data\":1}\n"));
                assertThat(lines.readHead()).startsWith("HTTP/1.1 200 ");
                StringBuilder answers = new StringBuilder();
                while (answers.indexOf("\"line\":2") < 0) {
                    answers.append(lines.readChunk());
                }
                assertThat(answers.toString())
                        .startsWith(
                                "{\"line\":1,\"error\":{\"code\":\"try-again-later\",\"message\":\"expected a body of"
                                        + " at most 4096 bytes while longer bodies take 5000 of")
                        .endsWith(",\"retryAfterSeconds\":1}}\n{\"line\":2,\"topic\":\"t\"}\n");
                other.send(new byte[5000]);
                assertThat(other.readAnswer()).startsWith("HTTP/1.1 202 ");
            }
            // The line has memory while it comes.
            server.deliver(lines, chunk(whole.substring(0, 5000)));
            try (RawClient other = server.posting("Content-Length: 5000")) {
                assertThat(other.readAnswer()).startsWith("HTTP/1.1 503 ");
            }
            lines.send(chunk(whole.substring(5000)));
            assertThat(lines.readChunk()).isEqualTo("{\"line\":3,\"topic\":\"t\"}\n");
            try (RawClient other = server.posting("Content-Length: 5000")) {
                other.send(new byte[5000]);
                assertThat(other.readAnswer()).startsWith("HTTP/1.1 202 ");
            }
        }
    }

    private static byte[] chunk(String text) {
        return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(UTF_8);
    }

    private static String answerToWholeBody() throws IOException {
        try (RawClient client = posting("content-length: 5001")) {
            client.send(new byte[5001]);
            return client.readAnswer();
        }
    }

    private static RawClient posting(String length) throws IOException {
        RawClient client = new RawClient(service.port());
        client.send(("POST /topics/t HTTP/1.1\r\nhost: here\r\n" + length + "\r\n\r\n").getBytes(UTF_8));
        return client;
    }
}
