package dev.carillon.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each event is one line, in either format, whatever its text. */
class LinesTest {
    private static final Formatter TEXT = new TextLines();
    private static final Formatter JSON = new JsonLines();

    @Test
    void aLineOfTextHasTimeLevelLoggerMessageAndFields() {
        LogRecord told =
                told(Level.WARNING, "not taken", LogField.of("reason", "too many files"), LogField.of("open", 3));
        assertThat(TEXT.format(told))
                .isEqualTo("2026-11-22T10:00:00.050Z WARNING Acceptor not taken reason=\"too many files\" open=3\n");
    }

    @Test
    void aLineOfJsonIsOneObjectWithTheSameContent() {
        LogRecord told = told(
                Level.WARNING,
                "not taken",
                LogField.of("reason", "too many files"),
                LogField.of("open", 3),
                LogField.of("last", true));
        assertThat(JSON.format(told))
                .isEqualTo(
                        "{\"time\":\"2026-11-22T10:00:00.050Z\",\"level\":\"WARNING\",\"logger\":\"dev.carillon.Acceptor\","
                                + "\"message\":\"not taken\",\"reason\":\"too many files\",\"open\":3,\"last\":true}\n");
    }

    @Test
    void millisecondsAlwaysHaveThreeDigits() {
        LogRecord told = told(Level.INFO, "hello");
        told.setInstant(Instant.parse("2026-11-22T10:00:00Z"));
        assertThat(TEXT.format(told)).startsWith("2026-11-22T10:00:00.000Z ");
    }

    @Test
    void levelsAreThoseOfSystemLogger() {
        List<Level> levels = List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINEST);
        assertThat(levels.stream().map(level -> json(told(level, "")).getString("level")))
                .containsExactly("ERROR", "WARNING", "INFO", "DEBUG", "DEBUG", "TRACE");
    }

    @Test
    void aFieldWithoutAValueIsLeftOut() {
        LogRecord told = told(Level.INFO, "hello", LogField.of("peer", null), LogField.of("code", 1000));
        assertThat(TEXT.format(told)).endsWith(" hello code=1000\n");
        assertThat(json(told).fieldNames()).containsExactly("time", "level", "logger", "message", "code");
    }

    @Test
    void anExceptionIsOneFieldWithItsTrace() {
        LogRecord told = told(Level.SEVERE, "handler failed");
        told.setThrown(new IllegalStateException("first\nsecond", new RuntimeException("why")));
        String trace = json(told).getString("exception");
        assertThat(trace).startsWith("java.lang.IllegalStateException: first\nsecond\n\tat ");
        assertThat(trace).contains("Caused by: java.lang.RuntimeException: why");
        assertThat(TEXT.format(told))
                .contains(" handler failed exception=\"java.lang.IllegalStateException: first\\nsecond\\n\\tat ")
                .satisfies(LinesTest::isOneLine);
    }

    @Test
    void parametersOfOtherLibrariesAreInTheirMessages() {
        LogRecord told = told(Level.INFO, "loaded {0} of {1}");
        told.setParameters(new Object[] {"a", "b"});
        assertThat(json(told).getString("message")).isEqualTo("loaded a of b");
    }

    /** Messages of our code have no placeholders, so braces are printed. */
    @Test
    void fieldsAreNeverInTheMessage() {
        assertThat(json(told(Level.INFO, "a {0} b", LogField.of("x", "y"))).getString("message"))
                .isEqualTo("a {0} b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n2026-11-22T10:00:00.000Z ERROR Forged line",
                "a\r\nb",
                "a\u2028b\u2029c\u0085d\u000bd\fe",
                "\u001b[2J\u009b31m",
                "\u202etxt.exe\u2066",
                "\0\u007f",
                "\ud83d alone, and \udd14",
                "\"},{\"level\":\"ERROR",
                "a b=c \\ \\n \"d\"",
                "\u00e9 \ud83d\ude00 \uffff \u200b",
                ""
            })
    void textOfAClientStaysOnOneValidLine(String text) {
        for (LogRecord told : List.of(told(Level.INFO, text), told(Level.INFO, "x", LogField.of("path", text)))) {
            isOneLine(TEXT.format(told));
            isOneLine(JSON.format(told));
        }
        assertThat(json(told(Level.INFO, text)).getString("message")).isEqualTo(text);
        assertThat(json(told(Level.INFO, "x", LogField.of("path", text))).getString("path"))
                .isEqualTo(text);
    }

    @Test
    void everyCharacterStaysOnOneLine() {
        // One word per character, so that none is half of a pair.
        for (int first = 0; first <= 0xffff; first += 100) {
            String text = IntStream.range(first, Math.min(first + 100, 0x10000))
                    .mapToObj(c -> (char) c + "x")
                    .collect(Collectors.joining());
            LogRecord told = told(Level.INFO, text, LogField.of("v", text));
            isOneLine(TEXT.format(told));
            isOneLine(JSON.format(told));
            assertThat(json(told).getString("v")).isEqualTo(text);
        }
    }

    @Test
    void randomTextStaysOnOneLine() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 100; i++) {
            String text = random.ints(random.nextInt(20), 0, 0x110000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            LogRecord told = told(Level.INFO, text, LogField.of("v", text));
            told.setThrown(new RuntimeException(text));
            isOneLine(TEXT.format(told));
            isOneLine(JSON.format(told));
            assertThat(json(told).getString("v")).isEqualTo(text);
        }
    }

    /** The end of a value is unambiguous: a value that is not one word has quotes. */
    @Test
    void noValueOfAFieldLooksLikeAnotherField() {
        assertThat(TEXT.format(told(
                        Level.INFO,
                        "x",
                        LogField.of("path", "/a reason=fine"),
                        LogField.of("b", "c=d"),
                        LogField.of("e", ""))))
                .endsWith(" x path=\"/a reason=fine\" b=\"c=d\" e=\"\"\n");
    }

    @Test
    void aLongTextIsCut() {
        String long16k = "x".repeat(16 << 10);
        assertThat(json(told(Level.INFO, long16k)).getString("message"))
                .hasSize(501)
                .endsWith("…");
        LogRecord told = told(Level.INFO, "x", LogField.of("path", long16k));
        told.setThrown(new RuntimeException(long16k.repeat(10)));
        assertThat(json(told).getString("path")).hasSize(501);
        assertThat(json(told).getString("exception")).hasSize((16 << 10) + 1);
    }

    @Test
    void secretsAreMaskedInEachPartOfALine() {
        LogRecord told = told(Level.INFO, "GET /a?token=opaque", LogField.of("v", "Bearer opaque-and-long"));
        told.setThrown(new RuntimeException("of wss://me:pass@host/"));
        assertThat(TEXT.format(told))
                .contains("GET /a?token=*** v=\"Bearer ***\"", "wss://***@host/")
                .doesNotContain("opaque", "pass@");
    }

    @Test
    void aNumberWithoutAJsonFormIsText() {
        assertThat(json(told(Level.INFO, "x", LogField.of("a", Double.NaN), LogField.of("b", 1.5)))
                        .getValue("a"))
                .isEqualTo("NaN");
    }

    private static LogRecord told(Level level, @Nullable String message, LogField... fields) {
        LogRecord told = new LogRecord(level, message);
        told.setLoggerName("dev.carillon.Acceptor");
        told.setInstant(Instant.parse("2026-11-22T10:00:00.050Z"));
        if (fields.length > 0) {
            told.setParameters(fields);
        }
        return told;
    }

    private static JsonObject json(LogRecord told) {
        return new JsonObject(JSON.format(told));
    }

    private static void isOneLine(String line) {
        assertThat(line).endsWith("\n");
        String content = line.substring(0, line.length() - 1);
        assertThat(content.chars()
                        .anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e))
                .as(content)
                .isFalse();
        try {
            ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(line));
            assertThat(UTF_8.newDecoder().decode(bytes).toString()).isEqualTo(line);
        } catch (CharacterCodingException invalid) {
            throw new AssertionError(line, invalid);
        }
    }
}
