package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Fuzz;
import dev.carillon.frame.Utf8;
import dev.carillon.log.Start;
import dev.carillon.protocol.Command.Ping;
import dev.carillon.protocol.Command.Publish;
import dev.carillon.protocol.Command.Subscribe;
import dev.carillon.protocol.Command.Unsubscribe;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text is a command or is answered; each seed is another three thousand messages, the same in every run. */
public class CommandFuzzTest {
    private static final int MESSAGES = 3000;

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u12",
            "\\ud83d",
            "\"type\":\"\\ud83d\"",
            "type",
            "\"type\"",
            "\"id\"",
            "\"topic\"",
            "\"data\"",
            "\"dataBase64\"",
            "\"topics\"",
            "\"key\"",
            "\"since\"",
            "\"last\"",
            "\"e:1\"",
            "\"publish\"",
            "\"subscribe\"",
            "\"ping\"",
            "1",
            "-",
            "1e999",
            "0.5",
            "null",
            "true",
            "é",
            "🔔",
            "\0",
            "\n",
            " ",
            "\"a.b\"",
            "\"**\"",
            "\"AA==\"",
            "\uFEFF");

    private static final List<String> VALID = List.of(
            "{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news.*\"}",
            "{\"type\":\"subscribe\",\"topic\":\"a\",\"since\":\"k3x9f2ab:42\"}",
            "{\"type\":\"subscribe\",\"topic\":\"a\",\"last\":10000}",
            "{\"type\":\"publish\",\"id\":2,\"topic\":\"a\",\"data\":{\"x\":[1.50,\"é🔔\\u0041\",null,true]}}",
            "{\"type\":\"publish\",\"topic\":\"a\",\"data\":\"text \\ud83d\\udd14\"}",
            "{\"type\":\"publish\",\"topic\":\"a\",\"dataBase64\":\"AP8Q\"}",
            "{\"topics\":[\"a\",\"b\\u00e9\"],\"data\":\"é\",\"key\":\"k-1\"}",
            "{\"type\":\"ping\",\"id\":9007199254740991,\"x\":{}}");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytesOfAnyKind(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = new byte[random.nextInt(40)];
            random.nextBytes(message);
            isReadOrAnswered(message);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void piecesOfJsonInAnyOrder(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            StringBuilder message = new StringBuilder("{");
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                message.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            isReadOrAnswered(message.toString().getBytes(UTF_8));
        }
    }

    @Test
    void commands() {
        List<byte[]> samples = VALID.stream().map(text -> text.getBytes(UTF_8)).toList();
        Fuzz.check(CommandFuzzTest.class, "commands", samples, CommandFuzzTest::fuzzerTestOneInput);
    }

    public static void fuzzerTestOneInput(byte[] message) {
        isReadOrAnswered(message);
    }

    private static void isReadOrAnswered(byte[] message) {
        isReadOrAnsweredAsALine(message);
        try {
            switch (CommandReader.read(ByteBuffer.wrap(message))) {
                case Publish publish -> isWellFormed(publish.payload());
                case Subscribe subscribe -> isReadBack(subscribe.start());
                case Unsubscribe unsubscribe -> {}
                case Command.Authenticate authenticate -> {}
                case Ping ping -> {}
            }
        } catch (InvalidCommand invalid) {
            assertThat(invalid.answer().message()).isNotEmpty();
            assertThat(Frame.text(EventWriter.frame(invalid.answer())))
                    .contains(invalid.answer().code().wireName());
        }
    }

    private static void isReadOrAnsweredAsALine(byte[] message) {
        // Within a larger array, with other bytes before and after it.
        byte[] piece = new byte[message.length + 5];
        Arrays.fill(piece, (byte) '"');
        System.arraycopy(message, 0, piece, 3, message.length);
        try {
            PublicationLine line = CommandReader.readLine(piece, 3, 3 + message.length);
            assertThat(line.topics()).isNotEmpty().doesNotHaveDuplicates();
            isWellFormed(line.payload());
            if (line.payload().kind() == Payload.Kind.TEXT) {
                assertThat(Utf8.isValid(ByteBuffer.wrap(line.payload().bytes())))
                        .isTrue();
            }
        } catch (InvalidCommand invalid) {
            LineAnswers answers = new LineAnswers();
            answers.failed(7, invalid.answer().code(), invalid.answer().message());
            isReadBack(new String(answers.take(), UTF_8));
        }
    }

    private static void isReadBack(String answer) {
        try {
            assertThat(answer).endsWith("}\n").containsOnlyOnce("\n");
            assertThat(LineAnswer.fails(answer)).isTrue();
            assertThat(LineAnswer.read(answer).line()).hasValue(7);
            assertThat(LineAnswer.read(answer).error().orElseThrow()).isNotEmpty();
        } catch (InvalidJson invalid) {
            throw new AssertionError(answer, invalid);
        }
    }

    private static void isReadBack(Start start) {
        if (start instanceof Start.Since(MessageId id)) {
            assertThat(MessageId.parse(id.toString())).isEqualTo(id);
        }
    }

    private static void isWellFormed(Payload payload) {
        if (payload.kind() == Payload.Kind.JSON) {
            JsonCheckTest.passes(payload.bytes());
        }
    }
}
