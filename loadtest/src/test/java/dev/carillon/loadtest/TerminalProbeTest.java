package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalProbeTest {

    @Test
    void escapesAreUsedUnlessTermOrNoColorForbidsThem() {
        assertThat(TerminalProbe.takesEscapes(Map.of("TERM", "xterm"))).isTrue();
        assertThat(TerminalProbe.takesEscapes(Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isTrue();
        assertThat(TerminalProbe.takesEscapes(Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isFalse();
        assertThat(TerminalProbe.takesEscapes(Map.of("TERM", "dumb"))).isFalse();
        assertThat(TerminalProbe.takesEscapes(Map.of())).isFalse();
    }

    @Test
    void theWidthIsTakenFromColumnsIfItIsAPositiveNumber() {
        assertThat(TerminalProbe.columns(Map.of("COLUMNS", "60"))).isEqualTo(OptionalInt.of(60));
        assertThat(TerminalProbe.columns(Map.of("COLUMNS", "0"))).isEmpty();
        assertThat(TerminalProbe.columns(Map.of("COLUMNS", "wide"))).isEmpty();
        assertThat(TerminalProbe.columns(Map.of())).isEmpty();
    }
}
