package dev.carillon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;

/** Arguments that the JVM may have decoded wrongly. */
class TypedArgumentsTest {
    private static final String[] READ = {"publish", "\uFFFD\uFFFD", "", "\uFFFD"};

    @Test
    void typedTextIsReadInAnyLocale() throws Exception {
        byte[] commandLine = "java\0-jar\0publish\0\u00e9\0\0\uFFFD\0".getBytes(UTF_8);
        assertThat(TypedArguments.again(commandLine, READ, 0)).isEqualTo("publish");
        assertThat(TypedArguments.again(commandLine, READ, 1)).isEqualTo("\u00e9");
        assertThat(TypedArguments.again(commandLine, READ, 2)).isEmpty();
        assertThat(TypedArguments.again(commandLine, READ, 3))
                .as("it was typed")
                .isEqualTo("\uFFFD");
    }

    @Test
    void textThatIsNotUtf8OrNotAvailableIsRefused() {
        assertUnreadable("java\0publish\0a\0\0\u00e9\0".getBytes(ISO_8859_1));
        assertUnreadable(new byte[0]);
    }

    private static void assertUnreadable(byte[] commandLine) {
        assertThatExceptionOfType(CharacterCodingException.class)
                .isThrownBy(() -> TypedArguments.again(commandLine, READ, 3));
    }
}
