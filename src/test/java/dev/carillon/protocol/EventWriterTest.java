package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.MessageId;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EventWriterTest {
    private static final OptionalLong ID = OptionalLong.of(9_007_199_254_740_991L);
    private static final OptionalLong NONE = OptionalLong.empty();

    @Test
    void welcomeHasTheLimitsForTheClient() {
        isWritten(new Event.Welcome("0.1.0", 65_536, Duration.ofMinutes(1), 128, Optional.empty()), """
                {"type":"welcome","protocol":"carillon.v1","version":"0.1.0","maxMessageBytes":65536,\
                "idleTimeoutSeconds":60,"maxSubscriptions":128}""");
    }

    @Test
    void answersRepeatTheIdAndTheTopic() {
        isWritten(new Event.Subscribed(ID, new TopicPattern("news.*"), Optional.empty(), Optional.empty()), """
                {"type":"subscribed","id":9007199254740991,"topic":"news.*"}""");
        isWritten(new Event.Unsubscribed(ID, new TopicPattern("news.**")), """
                {"type":"unsubscribed","id":9007199254740991,"topic":"news.**"}""");
        isWritten(new Event.Published(ID, new TopicName("news"), Optional.empty()), """
                {"type":"published","id":9007199254740991,"topic":"news"}""");
        isWritten(new Event.Pong(ID), """
                {"type":"pong","id":9007199254740991}""");
    }

    @Test
    void answersToCommandsWithoutAnIdHaveNone() {
        isWritten(new Event.Subscribed(NONE, new TopicPattern("a"), Optional.empty(), Optional.empty()), """
                {"type":"subscribed","topic":"a"}""");
        isWritten(new Event.Pong(NONE), """
                {"type":"pong"}""");
    }

    @Test
    void answersForRememberedTopicsHaveAPosition() {
        Optional<MessageId> place = Optional.of(new MessageId("k3x9f2ab", 57));
        isWritten(new Event.Subscribed(ID, new TopicPattern("news.*"), place, Optional.empty()), """
                {"type":"subscribed","id":9007199254740991,"topic":"news.*","since":"k3x9f2ab:57"}""");
        isWritten(new Event.Subscribed(NONE, new TopicPattern("news.*"), place, Optional.of(true)), """
                {"type":"subscribed","topic":"news.*","since":"k3x9f2ab:57","recovered":true}""");
        isWritten(new Event.Subscribed(NONE, new TopicPattern("a"), Optional.empty(), Optional.of(false)), """
                {"type":"subscribed","topic":"a","recovered":false}""");
        isWritten(new Event.Published(ID, new TopicName("news"), place), """
                {"type":"published","id":9007199254740991,"topic":"news","messageId":"k3x9f2ab:57"}""");
    }

    @Test
    void missedHasTheNumberIfItIsKnown() {
        isWritten(new Event.Missed(OptionalLong.of(3)), """
                {"type":"missed","count":3}""");
        isWritten(new Event.Missed(NONE), """
                {"type":"missed"}""");
    }

    @Test
    void errorsHaveACodeAndAMessage() {
        isWritten(new Event.Failed(OptionalLong.of(0), ErrorCode.INVALID_FIELD, "was \"é\"\n"), """
                {"type":"error","id":0,"code":"invalid-field","message":"was \\"é\\"\\n"}""");
    }

    @Test
    void anErrorMayQuoteHalfASurrogatePair() {
        isWritten(new Event.Failed(NONE, ErrorCode.UNKNOWN_TYPE, "was '\ud83d'"), """
                {"type":"error","code":"unknown-type","message":"was '?'"}""");
    }

    @Test
    void theErrorCodesHaveTheirWireNames() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName))
                .containsExactly(
                        "invalid-json",
                        "unknown-type",
                        "missing-field",
                        "invalid-field",
                        "invalid-topic",
                        "unknown-position",
                        "already-subscribed",
                        "not-subscribed",
                        "too-many-subscriptions",
                        "try-again-later",
                        "unauthorized",
                        "forbidden",
                        "rate-limited",
                        "key-reused",
                        "too-long",
                        "aborted");
    }

    @Test
    void byeHasTheReasonAndTheTimeToReconnect() {
        isWritten(new Event.Bye("restart", Duration.ofMillis(2500)), """
                {"type":"bye","reason":"restart","reconnectAfterMs":2500}""");
    }

    private static void isWritten(Event event, String json) {
        assertThat(Frame.text(EventWriter.frame(event))).isEqualTo(json);
    }
}
