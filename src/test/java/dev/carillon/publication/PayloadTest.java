package dev.carillon.publication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.publication.Payload.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTest {
    @ParameterizedTest
    @CsvSource({
        "text/plain, TEXT",
        "TEXT/HTML; charset=UTF-8, TEXT",
        "application/x-www-form-urlencoded, TEXT",
        "application/json, JSON",
        "Application/JSON ; charset=utf-8, JSON",
        "application/cloudevents+json, JSON",
        "application/jsonp, BINARY",
        "application/octet-stream, BINARY",
        "image/png, BINARY",
        "texture/plain, BINARY",
    })
    void theContentTypeDeterminesTheKindAndIsUnchanged(String contentType, Kind kind) {
        Payload payload = Payload.ofBody(ContentType.of(List.of(contentType)), "1".getBytes(UTF_8));

        assertThat(payload.kind()).isEqualTo(kind);
        assertThat(payload.contentType()).isEqualTo(contentType);
    }

    @Test
    void aBodyWithoutContentTypeIsText() {
        assertThat(Payload.ofBody(ContentType.of(List.of()), new byte[0]).kind())
                .isEqualTo(Kind.TEXT);
        assertThat(Payload.ofBody(ContentType.of(List.of()), new byte[0]).contentType())
                .isEqualTo("text/plain; charset=utf-8");
        assertThat(Payload.ofBody(ContentType.of(List.of(" ")), new byte[0]).contentType())
                .isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void theBytesAreNotCopied() {
        byte[] bytes = {1, 2, 3};

        assertThat(Payload.ofBody(ContentType.of(List.of("image/png")), bytes).bytes())
                .isSameAs(bytes);
        assertThat(Payload.binary(bytes).bytes()).isSameAs(bytes);
        assertThat(Payload.text(bytes).bytes()).isSameAs(bytes);
        assertThat(Payload.json(bytes).bytes()).isSameAs(bytes);
    }

    @Test
    void eachKindHasADefaultContentType() {
        assertThat(Payload.text(new byte[0]).contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(Payload.json(new byte[0]).contentType()).isEqualTo("application/json");
        assertThat(Payload.binary(new byte[0]).contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    void textThatIsNotUtf8IsRefusedWithThePosition() {
        assertThatThrownBy(() -> Payload.ofBody(ContentType.of(List.of("text/plain")), "grün".getBytes(ISO_8859_1)))
                .isInstanceOf(InvalidPayload.class)
                .hasMessage("a body of type 'text/plain' must be UTF-8, but byte 3 of 4 was 0xfc");
        assertThatThrownBy(() -> Payload.ofBody(ContentType.of(List.of()), new byte[] {'a', (byte) 0xE2, (byte) 0x82}))
                .hasMessage("a body of type 'text/plain' must be UTF-8, but byte 2 of 3 was 0xe2");
    }

    @Test
    void jsonThatIsNotUtf8IsRefusedToo() {
        assertThatThrownBy(() -> Payload.ofBody(
                        ContentType.of(List.of("application/json")), new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}))
                .hasMessage("a body of type 'application/json' must be UTF-8, but byte 2 of 4 was 0xc0");
    }

    @Test
    void longTextIsCheckedToItsEnd() {
        byte[] bytes = "ü".repeat(5_000).getBytes(UTF_8);
        assertThat(Payload.ofBody(ContentType.of(List.of()), bytes).bytes()).isSameAs(bytes);

        bytes[9_999] = 'x';
        assertThatThrownBy(() -> Payload.ofBody(ContentType.of(List.of()), bytes))
                .hasMessageContaining("byte 9999 of 10000 was 0xc3");
    }

    @Test
    void binaryDataMayBeAnyBytes() {
        assertThat(Payload.ofBody(ContentType.of(List.of("application/octet-stream")), new byte[] {-1})
                        .kind())
                .isEqualTo(Kind.BINARY);
    }
}
