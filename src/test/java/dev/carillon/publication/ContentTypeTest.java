package dev.carillon.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.publication.Payload.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; charset=utf-8",
                "text/plain;charset=UTF-8",
                "text/plain; charset=\"utf-8\"",
                "text/plain; charset=\"utf\\-8\"",
                "text/plain; CHARSET = utf8",
                "text/plain; charset=us-ascii",
                "text/plain; format=flowed; charset=utf-8; x",
                "text/plain; x=\"; charset=utf-16\"",
                "text/plain; x=\"\\\"; charset=utf-16\"",
                "text/plain; xcharset=utf-16",
                "text/plain;",
                "text/plain; ; =",
            })
    void textInUtf8IsAcceptedWithAnyNotation(String header) {
        assertThat(ContentType.of(List.of(header))).isEqualTo(new ContentType(header, "text/plain", Kind.TEXT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "text/plain; charset=utf-16 | utf-16",
                "text/plain; charset=\"UTF-16LE\" | UTF-16LE",
                "text/plain; charset=utf-8; charset=latin1 | latin1",
                "text/plain; x=\"a;b\"; charset=latin1 | latin1",
                "text/plain; charset=nonsense | nonsense",
                "text/plain; charset=\"utf-8 | \"utf-8",
                "text/plain; charset='utf-8' | 'utf-8'",
                "application/json; charset=utf-32 | utf-32",
                "; charset=utf-16 | utf-16",
            })
    void textAndJsonInAnotherCharsetAreRefused(String header, String charset) {
        assertThatThrownBy(() -> ContentType.of(List.of(header)))
                .isInstanceOf(UnsupportedContent.class)
                .hasMessage("expected text or JSON of charset utf-8, but was '" + charset + "': send it as UTF-8");
    }

    @Test
    void anEmptyCharsetIsRefused() {
        assertThatThrownBy(() -> ContentType.of(List.of("text/plain; charset=")))
                .hasMessage("expected text or JSON of charset utf-8, but was '': send it as UTF-8");
    }

    /** The receiver interprets it. */
    @Test
    void theCharsetOfABinaryTypeIsNotChecked() {
        assertThat(ContentType.of(List.of("application/xml; charset=utf-16")).kind())
                .isEqualTo(Kind.BINARY);
    }

    @Test
    void aRepeatedTypeIsRefused() {
        assertThatThrownBy(() -> ContentType.of(List.of("text/plain", "text/plain")))
                .hasMessage("expected one Content-Type, but was 'text/plain', 'text/plain'");
    }
}
