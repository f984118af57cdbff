package dev.carillon.protocol;

import static dev.carillon.protocol.ErrorCode.INVALID_FIELD;
import static dev.carillon.protocol.ErrorCode.INVALID_JSON;
import static dev.carillon.protocol.ErrorCode.INVALID_TOPIC;
import static dev.carillon.protocol.ErrorCode.MISSING_FIELD;
import static dev.carillon.protocol.ErrorCode.UNKNOWN_TYPE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every answer to an invalid command. */
class InvalidCommandTest {
    @Test
    void invalidJson() {
        fails("", INVALID_JSON, "expected one JSON object, but the text is empty");
        fails(
                "hello",
                INVALID_JSON,
                "expected one JSON object, but at line 1, column 6: Unrecognized token 'hello':"
                        + " was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
        fails("{\"type\":\"ping\"", INVALID_JSON, "expected one JSON object, but the text ends at line 1, column 15");
        fails(
                "{\"type\":\"ping\"}}",
                INVALID_JSON,
                "expected one JSON object, but more follows from line 1, column 16");
        fails(
                "{\"type\":\"ping\"} {}",
                INVALID_JSON,
                "expected one JSON object, but more follows from line 1, column 16");
        fails(
                "{\"type\":\"p\ning\"}",
                INVALID_JSON,
                "expected one JSON object, but at line 1, column 11:"
                        + " Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included"
                        + " in string value");
    }

    @Test
    void anotherJsonValue() {
        fails("[]", INVALID_JSON, "expected one JSON object, but was an array");
        fails("\"ping\"", INVALID_JSON, "expected one JSON object, but was a string");
        fails("1.5", INVALID_JSON, "expected one JSON object, but was a number");
        fails("true", INVALID_JSON, "expected one JSON object, but was a boolean");
        fails("null", INVALID_JSON, "expected one JSON object, but was null");
    }

    @Test
    void invalidUtf8() {
        byte[] latin1 = "{\"type\":\"ping\",\"x\":\"é\"}".getBytes(ISO_8859_1);
        assertThat(failure(latin1).answer().message())
                .isEqualTo("expected one JSON object, but at line 1, column 23: Invalid UTF-8 middle byte 0x22");
    }

    @Test
    void tooDeepNesting() {
        String deep = "[".repeat(JsonCheck.DEPTH_MAX + 1) + "]".repeat(JsonCheck.DEPTH_MAX + 1);
        fails(
                "{\"x\":" + deep + "}",
                INVALID_JSON,
                "expected one JSON object, but at line 1, column 135:"
                        + " Document nesting depth (130) exceeds the maximum allowed (129)");
    }

    @Test
    void veryDeepNestingIsRefusedAtItsBeginning() {
        assertThat(failure("[".repeat(60_000).getBytes(UTF_8)).answer().code()).isEqualTo(INVALID_JSON);
        fails(
                "{\"data\":" + "[".repeat(60_000),
                INVALID_JSON,
                "expected one JSON object, but at line 1, column 138:"
                        + " Document nesting depth (130) exceeds the maximum allowed (129)");
    }

    @Test
    void aNumberOfMoreThanAThousandCharacters() {
        fails(
                "{\"data\":" + "1".repeat(1001) + "}",
                INVALID_JSON,
                "expected one JSON object, but at line 1,"
                        + " column 1010: Number value length (1001) exceeds the maximum allowed (1000)");
    }

    @Test
    void aRepeatedField() {
        fails(
                "{\"topic\":\"a\",\"topic\":\"b\"}",
                INVALID_JSON,
                "expected one JSON object, but it has the field topic twice");
    }

    @Test
    void typesThatAreMissingOrUnknown() {
        fails("{}", MISSING_FIELD, "a command needs the field type");
        fails("{\"type\":null}", MISSING_FIELD, "a command needs the field type");
        fails("{\"type\":true}", INVALID_FIELD, "type must be a string, was true");
        fails(
                "{\"type\":\"shout\"}",
                UNKNOWN_TYPE,
                "type must be subscribe, unsubscribe, publish, authenticate or ping, was 'shout'");
        fails(
                "{\"type\":\"Ping\"}",
                UNKNOWN_TYPE,
                "type must be subscribe, unsubscribe, publish, authenticate or ping, was 'Ping'");
    }

    @Test
    void aReceivedTextIsShownWithAtMostSixtyFourCharacters() {
        fails(
                "{\"type\":\"" + "🔔".repeat(65) + "\"}",
                UNKNOWN_TYPE,
                "type must be subscribe, unsubscribe, publish, authenticate or ping, was '" + "🔔".repeat(64) + "…'");
    }

    @Test
    void idsThatAreNotIntegersOrAreOutOfRange() {
        String law = "id must be an integer from 0 to 9007199254740991, was ";
        fails("{\"type\":\"ping\",\"id\":\"1\"}", INVALID_FIELD, law + "\"1\"");
        fails("{\"type\":\"ping\",\"id\":1.0}", INVALID_FIELD, law + "1.0");
        fails("{\"type\":\"ping\",\"id\":-1}", INVALID_FIELD, law + "-1");
        fails("{\"type\":\"ping\",\"id\":9007199254740992}", INVALID_FIELD, law + "9007199254740992");
        fails("{\"type\":\"ping\",\"id\":123456789012345678901}", INVALID_FIELD, law + "123456789012345678901");
        fails("{\"type\":\"ping\",\"id\":false}", INVALID_FIELD, law + "false");
        fails("{\"type\":\"ping\",\"id\":{\"a\":1}}", INVALID_FIELD, law + "an object");
        fails("{\"type\":\"ping\",\"id\":[1]}", INVALID_FIELD, law + "an array");
    }

    @Test
    void topicsThatAreMissingOrInvalid() {
        fails("{\"type\":\"subscribe\"}", MISSING_FIELD, "subscribe needs the field topic");
        fails("{\"type\":\"subscribe\",\"topic\":null}", MISSING_FIELD, "subscribe needs the field topic");
        fails("{\"type\":\"unsubscribe\"}", MISSING_FIELD, "unsubscribe needs the field topic");
        fails("{\"type\":\"publish\",\"data\":1}", MISSING_FIELD, "publish needs the field topic");
        fails("{\"type\":\"subscribe\",\"topic\":[\"a\"]}", INVALID_FIELD, "topic must be a string, was an array");
        fails(
                "{\"type\":\"subscribe\",\"topic\":\"a b\"}",
                INVALID_TOPIC,
                "pattern must be 1 to 255 bytes of dot-separated segments without > # / ? , or spaces,"
                        + " where a segment may be * and the last may be **, was 'a b': segment 1 contains a space");
        fails(
                "{\"type\":\"publish\",\"topic\":\"a.*\",\"data\":1}",
                INVALID_TOPIC,
                "topic must be 1 to 255 bytes of dot-separated segments without * > # / ? , or spaces,"
                        + " was 'a.*': segment 2 contains *");
        assertThat(failure("{\"type\":\"subscribe\",\"topic\":\"\\ud800\"}".getBytes(UTF_8))
                        .answer()
                        .code())
                .isEqualTo(INVALID_TOPIC);
    }

    @Test
    void invalidStarts() {
        start("\"since\":\"k3x9f2ab:1\",\"last\":1", "expected since or last, but were both");
        start("\"since\":42", "since must be a string, was 42");
        String id = "since: expected the id of a message, such as 'k3x9f2ab:42', but was ";
        start("\"since\":\"\"", id + "''");
        start("\"since\":\"k3x9f2ab\"", id + "'k3x9f2ab'");
        start("\"since\":\"k3x9f2ab:-1\"", id + "'k3x9f2ab:-1'");
        start("\"since\":\"k3x9f2ab:01\"", id + "'k3x9f2ab:01'");
        start("\"since\":\"k3x9f2ab:9007199254740992\"", id + "'k3x9f2ab:9007199254740992'");
        start("\"since\":\"k3 x9\\n:1\"", id + "'k3 x9?:1'");
        String last = "expected last from 1 to 10000, but was ";
        start("\"last\":0", last + "0");
        start("\"last\":10001", last + "10001");
        start("\"last\":-1", last + "'-1'");
        start("\"last\":12345678901234567890", last + "'12345678901234567890'");
        start("\"last\":1.0", last + "'1.0'");
        start("\"last\":1e1", last + "'1e1'");
        start("\"last\":\"1\"", last + "'\"1\"'");
        start("\"last\":true", last + "'true'");
        start("\"last\":[1]", last + "'an array'");
    }

    private static void start(String fields, String message) {
        fails("{\"type\":\"subscribe\",\"topic\":\"a\"," + fields + "}", INVALID_FIELD, message);
    }

    @Test
    void payloadsThatAreMissingOrInvalid() {
        fails("{\"type\":\"publish\",\"topic\":\"a\"}", MISSING_FIELD, "publish needs the field data or dataBase64");
        fails(
                "{\"type\":\"publish\",\"topic\":\"a\",\"dataBase64\":null}",
                MISSING_FIELD,
                "publish needs the field data or dataBase64");
        fails(
                "{\"type\":\"publish\",\"topic\":\"a\",\"data\":1,\"dataBase64\":\"\"}",
                INVALID_FIELD,
                "publish takes data or dataBase64, but has both");
        fails(
                "{\"type\":\"publish\",\"topic\":\"a\",\"dataBase64\":1}",
                INVALID_FIELD,
                "dataBase64 must be a string, was 1");
        fails(
                "{\"type\":\"publish\",\"topic\":\"a\",\"dataBase64\":\"A*==\"}",
                INVALID_FIELD,
                "dataBase64 must be base64 (RFC 4648, 4): Illegal base64 character 2a");
        fails(
                "{\"type\":\"publish\",\"topic\":\"a\",\"data\":\"x\\udd14\"}",
                INVALID_FIELD,
                "data must be Unicode text, had half of a surrogate pair alone");
    }

    @Test
    void theAnswerRepeatsTheIdIfItWasRead() {
        assertThat(idOfAnswer("{\"id\":7,\"type\":\"shout\"}")).hasValue(7);
        assertThat(idOfAnswer("{\"type\":\"shout\",\"id\":8}")).hasValue(8);
        assertThat(idOfAnswer("{\"id\":9,\"type\":\"publish\",\"data\":nope}")).hasValue(9);
        assertThat(idOfAnswer("{\"type\":\"publish\",\"data\":nope,\"id\":10}")).isEmpty();
        assertThat(idOfAnswer("{\"type\":\"ping\",\"id\":-1}")).isEmpty();
        assertThat(idOfAnswer("{\"type\":\"shout\"}")).isEmpty();
    }

    private static void fails(String message, ErrorCode code, String text) {
        assertThat(failure(message.getBytes(UTF_8)).answer())
                .extracting(Event.Failed::code, Event.Failed::message)
                .containsExactly(code, text);
    }

    private static OptionalLong idOfAnswer(String message) {
        return failure(message.getBytes(UTF_8)).answer().id();
    }

    private static InvalidCommand failure(byte[] message) {
        return catchThrowableOfType(InvalidCommand.class, () -> CommandReader.read(ByteBuffer.wrap(message)));
    }
}
