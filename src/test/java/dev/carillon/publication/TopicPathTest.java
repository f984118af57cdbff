package dev.carillon.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void aUrlGivesTheTopicBack(String topic) {
        URI url = URI.create("http://h/topics/" + TopicPath.encode(topic));
        assertThat(url.getPath()).isEqualTo("/topics/" + topic);
        assertThat(url.getRawQuery()).isNull();
        assertThat(url.getRawFragment()).isNull();
    }

    @Test
    void nothingButAsciiIsLeft() {
        assertThat(TopicPath.encode("ä日😀\u202e")).matches("[\\x21-\\x7e]*");
    }
}
