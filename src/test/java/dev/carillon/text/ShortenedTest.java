package dev.carillon.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortenedTest {
    @Test
    void shortTextIsUnchanged() {
        assertThat(Shortened.of("", 0)).isEmpty();
        assertThat(Shortened.of("abc", 3)).isEqualTo("abc");
        assertThat(Shortened.of("🔔🔔🔔", 3)).isEqualTo("🔔🔔🔔");
    }

    @Test
    void longTextEndsWithAnEllipsisAfterAWholeCharacter() {
        assertThat(Shortened.of("abcd", 3)).isEqualTo("abc…");
        assertThat(Shortened.of("🔔🔔🔔🔔", 3)).isEqualTo("🔔🔔🔔…");
        assertThat(Shortened.of("ab", 0)).isEqualTo("…");
    }
}
