package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The refusals after which no further handshake is tried, and the text of answers in reports. */
class FirstAnswersTest {
    private final FirstAnswers answers = new FirstAnswers();

    private void refuse(int times, String answer) {
        for (int i = 0; i < times; i++) {
            answers.onRefusal(answer);
        }
    }

    @Test
    void tenEqualRefusalsAreFinal() {
        refuse(9, "404");
        assertThat(answers.isFinal(1000)).isFalse();

        refuse(1, "404");
        assertThat(answers.isFinal(1000)).isTrue();
    }

    @Test
    void oneRefusalIsFinalForASingleConnection() {
        refuse(1, "404");

        assertThat(answers.isFinal(1)).isTrue();
    }

    @Test
    void refusalsAreNotFinalAfterAnyOtherResult() {
        refuse(9, "404");
        answers.onOther();
        refuse(20, "404");

        assertThat(answers.isFinal(1000)).isFalse();
    }

    @Test
    void twoDifferentRefusalsAreNotFinal() {
        refuse(20, "404");
        refuse(1, "403");

        assertThat(answers.isFinal(1000)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 403, 404, 405, 426, 501, 505})
    void aStatusThatConcernsTheRequestIsLasting(int status) {
        assertThat(FirstAnswers.isLasting(status)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void aTemporaryStatusIsNotLasting(int status) {
        assertThat(FirstAnswers.isLasting(status)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "no such topic | no such topic",
                "\"\\n\\n  expected a path\\nmore\" | expected a path",
                "\"1f\\r\\nin a chunk\\r\\n0\\r\\n\" | in a chunk",
                "<html><body>404</body></html> | \"\"",
            })
    void theFirstLineOfPlainTextIsReported(String content, String told) {
        byte[] bytes = content.translateEscapes().getBytes(StandardCharsets.UTF_8);

        assertThat(ServerText.firstLine(ByteBuffer.wrap(bytes))).isEqualTo(told);
    }

    @Test
    void controlAndFormatCharactersAreEscaped() {
        assertThat(ServerText.printable("\u001b[31mred \u202eback")).isEqualTo("\\u001b[31mred \\u202eback");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(ServerText.printable("x".repeat(1000))).hasSize(163).endsWith("...");
    }
}
