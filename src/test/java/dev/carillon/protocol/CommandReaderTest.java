package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.log.Start;
import dev.carillon.protocol.Command.Ping;
import dev.carillon.protocol.Command.Publish;
import dev.carillon.protocol.Command.Subscribe;
import dev.carillon.protocol.Command.Unsubscribe;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Payload.Kind;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {
    @Test
    void subscribeTakesAPattern() throws InvalidCommand {
        assertThat(read("{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news.*\"}"))
                .isEqualTo(new Subscribe(OptionalLong.of(1), new TopicPattern("news.*"), Start.LIVE));
    }

    @Test
    void aSubscriptionMayBeginAfterAnIdOrWithTheLast() throws InvalidCommand {
        assertThat(start("\"since\":\"k3x9f2ab:42\"")).isEqualTo(new Start.Since(new MessageId("k3x9f2ab", 42)));
        assertThat(start("\"since\":\"k3x9f2ab:0\",\"last\":null"))
                .isEqualTo(new Start.Since(new MessageId("k3x9f2ab", 0)));
        assertThat(start("\"last\":1")).isEqualTo(new Start.Last(1));
        assertThat(start("\"last\":10000,\"since\":null")).isEqualTo(new Start.Last(10_000));
        assertThat(start("\"last\":null,\"since\":null")).isEqualTo(Start.LIVE);
    }

    @Test
    void unsubscribeTakesAPattern() throws InvalidCommand {
        assertThat(read("{\"type\":\"unsubscribe\",\"id\":2,\"topic\":\"news.**\"}"))
                .isEqualTo(new Unsubscribe(OptionalLong.of(2), new TopicPattern("news.**")));
    }

    @Test
    void publishTakesATopicAndAPayload() throws InvalidCommand {
        Publish publish = (Publish) read("{\"type\":\"publish\",\"id\":3,\"topic\":\"news.sports\",\"data\":{}}");
        assertThat(publish.id()).hasValue(3);
        assertThat(publish.topic()).isEqualTo(new TopicName("news.sports"));
        assertThat(publish.payload().kind()).isEqualTo(Kind.JSON);
    }

    @Test
    void pingTakesNothing() throws InvalidCommand {
        assertThat(read("{\"type\":\"ping\",\"id\":4}")).isEqualTo(new Ping(OptionalLong.of(4)));
    }

    @Test
    void noCommandNeedsAnId() throws InvalidCommand {
        assertThat(read("{\"type\":\"ping\"}").id()).isEmpty();
    }

    @Test
    void nullMeansThatAFieldIsAbsent() throws InvalidCommand {
        assertThat(read("{\"type\":\"ping\",\"id\":null}")).isEqualTo(new Ping(OptionalLong.empty()));
        assertThat(read("{\"type\":\"subscribe\",\"id\":null,\"topic\":\"a\",\"data\":null,\"dataBase64\":null}"))
                .isEqualTo(new Subscribe(OptionalLong.empty(), new TopicPattern("a"), Start.LIVE));
        assertThat(json(read("{\"type\":\"publish\",\"topic\":\"a\",\"data\":[1],\"dataBase64\":null}")))
                .isEqualTo("[1]");
        Publish binary = (Publish) read("{\"type\":\"publish\",\"topic\":\"a\",\"data\":null,\"dataBase64\":\"AP8=\"}");
        assertThat(binary.payload().bytes()).containsExactly(0x00, 0xff);
    }

    @Test
    void nullIsAValueInData() throws InvalidCommand {
        assertThat(json(publish("null"))).isEqualTo("null");
        assertThat(json(publish("null,\"dataBase64\":null"))).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9_007_199_254_740_991L})
    void anIdMayBeAnyIntegerThatEveryJsonParserCanRead(long id) throws InvalidCommand {
        assertThat(read("{\"type\":\"ping\",\"id\":" + id + "}").id()).hasValue(id);
    }

    @Test
    void fieldsMayComeInAnyOrderWithAnyWhitespace() throws InvalidCommand {
        Command command =
                read("\n { \"data\" : [ 1 ,\t2 ] ,\r\n \"topic\":\"a\", \"id\" : 5 , \"type\" : \"publish\" } ");
        assertThat(command.id()).hasValue(5);
        assertThat(json(command)).isEqualTo("[ 1 ,\t2 ]");
    }

    @Test
    void unknownFieldsAreSkipped() throws InvalidCommand {
        assertThat(read("{\"until\":\"k3f9:41\",\"type\":\"ping\",\"x\":{\"type\":[1,{\"id\":9}]},\"id\":6,\"\":null}"))
                .isEqualTo(new Ping(OptionalLong.of(6)));
    }

    @Test
    void fieldsOfOtherCommandsAreNotChecked() throws InvalidCommand {
        assertThat(read("{\"type\":\"ping\",\"topic\":5,\"dataBase64\":\"?\",\"since\":1,\"last\":0}"))
                .isEqualTo(new Ping(OptionalLong.empty()));
    }

    @Test
    void namesAndValuesMayBeEscaped() throws InvalidCommand {
        assertThat(read("{\"t\\u0079pe\":\"subscr\\u0069be\",\"topic\":\"caf\\u00e9\"}"))
                .isEqualTo(new Subscribe(OptionalLong.empty(), new TopicPattern("café"), Start.LIVE));
    }

    @Test
    void theBufferIsReadFromItsPositionToItsLimit() throws InvalidCommand {
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        direct.put("xxx{\"type\":\"ping\"}yyy".getBytes(UTF_8))
                .flip()
                .position(3)
                .limit(18);
        assertThat(CommandReader.read(direct)).isEqualTo(new Ping(OptionalLong.empty()));
        assertThat(direct.remaining()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-0.0",
                "1.0",
                "1e400",
                "-1E-400",
                "12345678901234567890",
                "0.1000000000000000055511151231257827021181583404541015625",
                "[]",
                "{}",
                "{\"b\":1,\"a\":2,\"b\":3}",
                "[ \"\\ud83d\" , \"\\u0000\\/\" ]",
                "{\"grüße\": [\"🔔\", {\"\": -1.50}], \"type\": \"ping\", \"id\": 7}"
            })
    void otherValuesThanStringsArePublishedAsJsonByteForByte(String data) throws InvalidCommand {
        assertThat(json(publish(data))).isEqualTo(data);
        assertThat(json(read("{\"data\":" + data + ",\"topic\":\"a\",\"type\":\"publish\"}")))
                .isEqualTo(data);
        assertThat(json(read("{\"é🔔\":1,\"topic\":\"a\",\"data\": \n" + data + " ,\"type\":\"publish\"}")))
                .isEqualTo(data);
    }

    @Test
    void aNumberMayHaveAThousandCharacters() throws InvalidCommand {
        String number = "7".repeat(1000);
        assertThat(json(publish(number))).isEqualTo(number);
    }

    @Test
    void aStringIsPublishedAsText() throws InvalidCommand {
        assertThat(text("\"\"")).isEmpty();
        assertThat(text("\"hello\"")).isEqualTo("hello");
        assertThat(text("\"grüße, 🔔\"")).isEqualTo("grüße, 🔔");
        assertThat(text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\udd14\\u0000\""))
                .isEqualTo("\"\\/\b\f\n\r\té🔔\0");
    }

    @Test
    void base64IsPublishedAsBytes() throws InvalidCommand {
        Publish publish = (Publish) read("{\"type\":\"publish\",\"topic\":\"a\",\"dataBase64\":\"AP8Q/w==\"}");
        assertThat(publish.payload().kind()).isEqualTo(Kind.BINARY);
        assertThat(publish.payload().bytes()).containsExactly(0x00, 0xff, 0x10, 0xff);
    }

    @Test
    void theDeepestAllowedValueIsAccepted() throws InvalidCommand {
        String deep = "[".repeat(JsonCheck.DEPTH_MAX) + "]".repeat(JsonCheck.DEPTH_MAX);
        assertThat(json(publish(deep))).isEqualTo(deep);
    }

    private static Start start(String fields) throws InvalidCommand {
        return ((Subscribe) read("{\"type\":\"subscribe\",\"topic\":\"a\"," + fields + "}")).start();
    }

    private static Command publish(String data) throws InvalidCommand {
        return read("{\"type\":\"publish\",\"topic\":\"a\",\"data\":" + data + "}");
    }

    private static String json(Command command) {
        Payload payload = ((Publish) command).payload();
        assertThat(payload.kind()).isEqualTo(Kind.JSON);
        return new String(payload.bytes(), UTF_8);
    }

    private static String text(String data) throws InvalidCommand {
        Payload payload = ((Publish) publish(data)).payload();
        assertThat(payload.kind()).isEqualTo(Kind.TEXT);
        return new String(payload.bytes(), UTF_8);
    }

    private static Command read(String message) throws InvalidCommand {
        return CommandReader.read(ByteBuffer.wrap(message.getBytes(UTF_8)));
    }
}
