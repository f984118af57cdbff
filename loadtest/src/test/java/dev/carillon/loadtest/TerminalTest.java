package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void aTerminalTakesEscapesUnlessItOrItsUserSaysOtherwise() {
        assertThat(Terminal.takesEscapes(Map.of("TERM", "xterm"))).isTrue();
        assertThat(Terminal.takesEscapes(Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isTrue();
        assertThat(Terminal.takesEscapes(Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isFalse();
        assertThat(Terminal.takesEscapes(Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.takesEscapes(Map.of())).isFalse();
    }

    @Test
    void theUsersColumnsCountWhereTheyAreANumber() {
        assertThat(Terminal.columns(Map.of("COLUMNS", "60"))).isEqualTo(OptionalInt.of(60));
        assertThat(Terminal.columns(Map.of("COLUMNS", "0"))).isEmpty();
        assertThat(Terminal.columns(Map.of("COLUMNS", "wide"))).isEmpty();
        assertThat(Terminal.columns(Map.of())).isEmpty();
    }
}
