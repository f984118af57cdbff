package dev.carillon.loadtest.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Resumption.Remembered;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The position that a subscriber remembers, and the request that contains it after a reconnect. */
class StreamPositionsTest {
    private static final String ASK = "{\"since\":\"{id}\",\"topic\":\"{topic}\"}";

    private final StreamPositions places = places(List.of("\"id\":\"{id}\"", "\"since\":\"{id}\""), ASK);

    @Test
    void theLastValueBeforeAPayloadIsRemembered() {
        receive(places, 0, "{\"id\":\"a:1\",\"data\":\"<\"id\":\"a:9\">\",\"id\":7}");
        assertThat(places.fill("{id}", 0)).as("not of what was published").isEqualTo("a:1");
        receive(places, 0, "[{\"id\":\"a:1\"},{\"id\":\"a:2\",\"data\":\"<>\"}]");

        assertThat(places.fill(ASK, 0)).isEqualTo("{\"since\":\"a:2\",\"topic\":\"{topic}\"}");
        assertThat(places.isKnown(0)).isTrue();
        assertThat(places.isKnown(1)).isFalse();
    }

    @Test
    void aMessageWithoutAPublicationSetsThePositionOnlyOnce() {
        receive(places, 1, "{\"since\":\"a:5\"}");
        receive(places, 1, "{\"since\":\"a:9\"}");

        assertThat(places.fill("{id}", 1)).isEqualTo("a:5");
    }

    @Test
    void aValueEndsAtItsDelimiterOrAfterLettersAndDigits() {
        StreamPositions numbers = places(List.of("\"offset\":{offset}", "\"epoch\":\"{epoch}\""), "{offset}/{epoch}");

        receive(numbers, 0, "<>{\"offset\":12}");
        assertThat(numbers.isKnown(0)).isFalse();
        receive(numbers, 0, "{\"epoch\":\"x-y z\",\"offset\":13,<>");

        assertThat(numbers.fill("{offset}/{epoch}", 0)).isEqualTo("13/x-y z");
    }

    @Test
    void theIdOfAnEventIsRememberedIfAHeaderCanHoldIt() {
        places.onId(0, bytes("urn:uuid:é"));
        assertThat(places.fill("{id}", 0)).isEqualTo("urn:uuid:é");

        places.onId(0, bytes("a\tb"));
        places.onId(0, bytes(""));
        places.onId(0, bytes("x".repeat(257)));
        assertThat(places.fill("{id}", 0)).as("what no header can hold").isEqualTo("urn:uuid:é");
    }

    @Test
    void thousandsOfSubscribersKeepTheirPositionsApart() {
        int subscribers = 5000;
        StreamPositions many = new StreamPositions(resumption(List.of(), "{id}"), subscribers);
        for (int subscriber = 0; subscriber < subscribers; subscriber++) {
            many.onId(subscriber, bytes("e:" + subscriber / 2));
        }

        for (int subscriber = 0; subscriber < subscribers; subscriber++) {
            assertThat(many.fill("{id}", subscriber)).isEqualTo("e:" + subscriber / 2);
        }
    }

    private static StreamPositions places(List<String> remembered, String ask) {
        return new StreamPositions(resumption(remembered, ask), 2);
    }

    private static Resumption resumption(List<String> remembered, String ask) {
        return new Resumption(
                remembered.stream().map(Remembered::of).toList(), List.of(ask), Optional.empty(), List.of());
    }

    /** Passes a message to {@code places}. The text between angle brackets is the publication. */
    private static void receive(StreamPositions places, int subscriber, String message) {
        ByteBuffer bytes = bytes(message);
        int start = message.lastIndexOf('<');
        int end = message.lastIndexOf('>');
        places.onMessage(subscriber, bytes, start < 0 ? bytes.limit() : start, end < 0 ? bytes.limit() : end);
        assertThat(bytes.remaining()).isEqualTo(message.length());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
