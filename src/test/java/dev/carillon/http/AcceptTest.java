package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "TEXT/Event-Stream",
                " text/event-stream ;charset=utf-8",
                "text/event-stream, */*",
                "*/*, text/event-stream",
                "application/json, text/event-stream",
                "text/event-stream, application/json;q=0.9, */*;q=0.1",
                "text/event-stream;q=0.5, application/json;q=0.4, */*",
                "text/event-stream;q=0.001",
                "text/event-stream; q=0.5, text/html",
                "text/event-stream;Q=1.000",
                "text/event-stream;q=0.2, */*;q=1, application/*;q=0.1",
                "text/html;a=\"x,y;q=0\", text/event-stream",
                "text/html;a=\"\\\",\", text/event-stream",
                ", ,text/event-stream,",
                "text/event-stream;q=0, text/event-stream",
                "application/json;q=2, text/event-stream;q=0.1",
            })
    void aClientThatPrefersAnEventStreamReceivesOne(String accept) {
        assertThat(Accept.of(List.of(accept)).prefersEventStream()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/*",
                "application/json",
                "text/html, application/xhtml+xml, */*;q=0.8",
                "text/event-stream;q=0",
                "text/event-stream;q=0.000, application/json;q=0",
                "text/event-stream;q=0.5, application/json",
                "text/event-stream;q=0.5, application/*;q=0.6",
                "text/event-stream;q=0.5, */*",
                "text/event-stream;q=0.5;x=1, */*;q=0.501",
                "text/event-stream;q=high",
                "text/event-stream;q=1.1",
                "text/event-stream;q=-1",
                "text/event-stream;q=",
                "text/event-streams",
                "x;a=\"text/event-stream\"",
                "x;a=\",text/event-stream",
            })
    void otherClientsReceiveJson(String accept) {
        assertThat(Accept.of(List.of(accept)).prefersEventStream()).isFalse();
    }

    @Test
    void theLinesOfOneHeaderAreOneList() {
        assertThat(Accept.of(List.of()).prefersEventStream()).isFalse();
        assertThat(Accept.of(List.of("text/html", "text/event-stream")).prefersEventStream())
                .isTrue();
        assertThat(Accept.of(List.of("application/json", "text/event-stream;q=0.9"))
                        .prefersEventStream())
                .isFalse();
    }
}
