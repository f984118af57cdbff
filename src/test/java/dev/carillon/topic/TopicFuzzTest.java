package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Fuzz;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any text is a topic, a pattern, both or neither, and matching depends only on its segments. */
public class TopicFuzzTest {
    private static final List<byte[]> SAMPLES = Stream.of(
                    "news",
                    "news.*",
                    "news.**",
                    "**",
                    "*",
                    "a.b.c",
                    "*.b.*",
                    "é.🔔",
                    "a".repeat(127) + ".b",
                    "..",
                    ">#/?, ")
            .map(text -> text.getBytes(UTF_8))
            .toList();

    @Test
    void topicsAndPatterns() {
        Fuzz.check(TopicFuzzTest.class, "topics", SAMPLES, TopicFuzzTest::fuzzerTestOneInput);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        isLawful(new String(bytes, UTF_8));
    }

    private static void isLawful(String text) {
        Optional<TopicName> name = made(TopicName::new, text);
        Optional<TopicPattern> pattern = made(TopicPattern::new, text);
        name.ifPresent(topic -> {
            assertThat(pattern).isPresent();
            assertThat(pattern.orElseThrow().hasWildcards()).isFalse();
            assertThat(pattern.orElseThrow().matches(topic)).isTrue();
            assertThat(new TopicPattern("**").matches(topic)).isTrue();
            assertThat(new TopicPattern("*").matches(topic))
                    .isEqualTo(topic.segments().size() == 1);
        });
        pattern.ifPresent(valid -> {
            assertThat(valid.value()).isEqualTo(text);
            assertThat(valid.hasWildcards()).isEqualTo(name.isEmpty());
            assertThat(valid.matches(new TopicName("x"))).isEqualTo(matches(text, "x"));
            assertThat(valid.meets(valid)).isTrue();
            name.ifPresent(
                    topic -> assertThat(new TopicPattern("*.b.**").meets(valid)).isEqualTo(matches("*.b.**", text)));
            assertThat(valid.matches(new TopicName("a.b.c"))).isEqualTo(matches(text, "a.b.c"));
        });
    }

    /** The rule again, in its simplest form. */
    private static boolean matches(String pattern, String topic) {
        StringBuilder regex = new StringBuilder();
        for (String segment : pattern.split("\\.", -1)) {
            regex.append(regex.isEmpty() ? "" : "\\.");
            regex.append(
                    switch (segment) {
                        case "*" -> "[^.]+";
                        case "**" -> ".+";
                        default -> Pattern.quote(segment);
                    });
        }
        return topic.matches(regex.toString());
    }

    private static <T> Optional<T> made(Function<String, T> law, String text) {
        try {
            return Optional.of(law.apply(text));
        } catch (InvalidTopic invalid) {
            assertThat(invalid.getMessage()).contains("must be 1 to 255 bytes");
            return Optional.empty();
        }
    }
}
