package dev.carillon.loadtest.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.handshake.ClientHandshake.Failed;
import dev.carillon.handshake.ClientHandshake.Open;
import dev.carillon.handshake.ResponseHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request for an event stream, and the responses that it accepts. */
class EventStreamRequestTest {
    private final EventStreamRequest request =
            new EventStreamRequest("localhost:8080", "/topics/t", List.of(Map.entry("Last-Event-ID", "a:7")));

    @Test
    void theRequestAcceptsTheEventStreamType() {
        assertThat(request.request()).asString(US_ASCII).isEqualTo("""
                GET /topics/t HTTP/1.1\r
                Host: localhost:8080\r
                Accept: text/event-stream\r
                Last-Event-ID: a:7\r
                \r
                """);
    }

    @Test
    void aHeaderOfTheUserReplacesTheDefault() {
        EventStreamRequest own = new EventStreamRequest("h", "/", List.of(Map.entry("accept", "*/*")));

        assertThat(own.request()).asString(US_ASCII).contains("accept: */*").doesNotContain("Accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "Text/Event-Stream ; charset=utf-8"})
    void aResponseOfTheEventStreamTypeOpensTheStream(String type) {
        assertThat(request.judge(ResponseHead.parse("HTTP/1.1 200 OK\r\nContent-Type: " + type)))
                .isEqualTo(new Open(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSH-2.0 | expected HTTP/1.1 200, but was SSH-2.0",
                "HTTP/1.1 204 No Content | expected HTTP/1.1 200, but was HTTP/1.1 204 No Content",
                "HTTP/1.1 200 OK^Content-Type: text/html | expected Content-Type: text/event-stream, but was text/html",
                "HTTP/1.1 200 OK | expected Content-Type: text/event-stream, but was none",
            })
    void anyOtherResponseIsRefusedWithTheExpectedValue(String answer, String message) {
        assertThat(request.judge(ResponseHead.parse(answer.replace("^", "\r\n"))))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).isEqualTo(message));
    }
}
