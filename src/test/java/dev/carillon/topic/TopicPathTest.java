package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a topic is written into a path and read from one (RFC 3986, 2). */
class TopicPathTest {
    @ParameterizedTest
    @CsvSource({
        "news.today, news.today",
        "news.*, news.*",
        "news.**, news.**",
        "日本, %E6%97%A5%E6%9C%AC",
        "café, caf%C3%A9",
        "😀, %F0%9F%98%80",
        "a b, a%20b",
        "a+b, a%2Bb",
        "a%20b, a%2520b",
        "a/b, a%2Fb",
        "a?b#c, a%3Fb%23c",
        "a;b=c&d@e:f, a%3Bb%3Dc%26d%40e%3Af",
        "-_~, -_%7E",
    })
    void aTopicIsOneSegmentOfAPath(String topic, String encoded) {
        assertThat(TopicPath.encode(topic)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"日本.東京", "a b", "a+b", "100%", "%41", "a/b", "a?b", "<a>", "\"", "\\", "\u0000", "[a]", "*"})
    void aTopicIsReadBackFromAUrl(String topic) {
        URI url = URI.create("http://h/topics/" + TopicPath.encode(topic));
        assertThat(url.getPath()).isEqualTo("/topics/" + topic);
        assertThat(url.getRawQuery()).isNull();
        assertThat(url.getRawFragment()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"news.today", "日本.東京", "a b", "a+b", "100%", "%41", "a/b", "😀"})
    void theServiceReadsThePathOfAClient(String topic) {
        assertThat(TopicPath.decode(TopicPath.encode(topic))).isEqualTo(topic);
    }

    @Test
    void anEncodedTopicIsAscii() {
        assertThat(TopicPath.encode("ä日😀\u202e")).matches("[\\x21-\\x7e]*");
    }

    @ParameterizedTest
    @CsvSource({
        "news.today, news.today",
        "a%2Eb, a.b",
        "a+b, a+b",
        "a%2Bb, a+b",
        "caf%C3%A9, caf\u00e9",
        "caf%c3%a9, caf\u00e9",
        "%E6%97%A5%e6%9c%ac, \u65e5\u672c",
        "%F0%9F%94%94, \ud83d\udd14",
        "a%2Fb, a/b",
        "100%25, 100%",
        "%2541, %41"
    })
    void aSegmentIsDecodedAsUtf8(String segment, String topic) {
        assertThat(TopicPath.decode(segment)).isEqualTo(topic);
    }

    @Test
    void unencodedUtf8BytesNameTheSameTopic() {
        String raw = new String("caf\u00e9.\u65e5\u672c".getBytes(UTF_8), ISO_8859_1);
        assertThat(TopicPath.decode(raw)).isEqualTo("caf\u00e9.\u65e5\u672c");
    }

    @Test
    void twoUnicodeFormsOfOneLetterAreTwoTopics() {
        assertThat(TopicPath.decode("e%CC%81")).isNotEqualTo(TopicPath.decode("%C3%A9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "%2", "a%2", "%zz", "%2g", "%+1", "%%41", "%u0041", "% 1"})
    void aPercentSignWithoutTwoDigitsIsRefused(String segment) {
        assertThatExceptionOfType(InvalidTopic.class)
                .isThrownBy(() -> TopicPath.decode(segment))
                .withMessageStartingWith(
                        "topic in a path must be UTF-8, percent-encoded where necessary, was '" + segment + "': '")
                .withMessageEndingWith("' is not a byte");
    }

    /** Alone, incomplete, overlong, a surrogate, beyond the last character, and in ISO 8859-1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%FF",
                "%FE",
                "%80",
                "a%C3",
                "%E2%82",
                "%C0%AF",
                "%E0%80%AF",
                "%ED%A0%80",
                "%ED%A0%BD%ED%B4%94",
                "%F4%90%80%80",
                "caf\u00e9",
                "\u00c3"
            })
    void invalidUtf8IsRefused(String segment) {
        assertThatExceptionOfType(InvalidTopic.class)
                .isThrownBy(() -> TopicPath.decode(segment))
                .withMessageEndingWith("it is not UTF-8");
    }

    @Test
    void aLongOrUnprintableSegmentIsShownShortAndEscaped() {
        assertThatExceptionOfType(InvalidTopic.class)
                .isThrownBy(() -> TopicPath.decode("\u00ff\r\n" + "a".repeat(1000)))
                .withMessageContaining("was '???" + "a".repeat(61) + "...'");
    }
}
