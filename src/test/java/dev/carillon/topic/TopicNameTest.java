package dev.carillon.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {
    private static final String LAW =
            "topic must be 1 to 255 bytes of dot-separated segments without * > # / ? , or spaces, was ";

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "news", "news.sports.tennis", "prices.EUR-USD", "räume.größe", "聊天.室", "🔔", "a:b@c_d~$"})
    void visibleCharactersInSegmentsAreValid(String text) {
        assertThat(new TopicName(text)).hasToString(text);
    }

    @Test
    void segmentsAreListedInOrder() {
        assertThat(new TopicName("news.sports.tennis").segments()).containsExactly("news", "sports", "tennis");
    }

    @Test
    void aSegmentIsNeverEmpty() {
        assertRefused("", "'': segment 1 is empty");
        assertRefused(".a", "'.a': segment 1 is empty");
        assertRefused("a..b", "'a..b': segment 2 is empty");
        assertRefused("a.b.", "'a.b.': segment 3 is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", ">", "#", "/", "?", ","})
    void reservedCharactersAreRefused(String reserved) {
        String text = "a.b" + reserved;
        assertRefused(text, "'" + text + "': segment 2 contains " + reserved.charAt(0));
    }

    @Test
    void invisibleCharactersAreRefusedAndNotShown() {
        assertRefused("a b", "'a b': segment 1 contains a space");
        assertRefused("a.\n", "'a.\uFFFD': segment 2 contains U+000A");
        assertRefused("a\u200Bb", "'a\uFFFDb': segment 1 contains U+200B");
        assertRefused("a\u00A0b", "'a\uFFFDb': segment 1 contains U+00A0");
        assertRefused("a\u2028b", "'a\uFFFDb': segment 1 contains U+2028");
        assertRefused("\uD83D", "'\uFFFD': segment 1 contains U+D83D");
        assertRefused("\uFFFF", "'\uFFFD': segment 1 contains U+FFFF");
    }

    @Test
    void aTopicHasAtMost255Bytes() {
        assertThat(new TopicName("x".repeat(255)).value()).hasSize(255);
        assertThat(new TopicName("ü".repeat(127)).value()).hasSize(127);
        assertRefused("ü".repeat(128), "'" + "ü".repeat(64) + "…': it has 256 bytes");
        assertRefused("x".repeat(256), "'" + "x".repeat(64) + "…': it has 256 bytes");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> new TopicName(text))
                .isInstanceOf(InvalidTopic.class)
                .hasMessage(LAW + message)
                .hasNoCause()
                .extracting(Throwable::getStackTrace)
                .isEqualTo(new StackTraceElement[0]);
    }
}
