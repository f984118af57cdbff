package dev.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.OwnInterest.News;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The interest that one node reports, and the publications that another one then sends. */
class InterestTest {
    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "é");

    private final List<String> asked = new ArrayList<>();
    private final OwnInterest own = new OwnInterest(() -> asked.add("news"));
    private final PeerInterest peer = new PeerInterest();
    private final List<String> late = new ArrayList<>();

    @Test
    void theKeyOfAPatternIsAmongTheKeysOfEachTopicItMatches() {
        List<String> topics = texts(SEGMENTS);
        List<String> patterns = new ArrayList<>(texts(List.of("a", "ab", "*")));
        patterns.addAll(List.of("**", "a.**", "*.b.**", "a.b.**", "é.*.**"));
        int matches = 0;
        for (String pattern : patterns) {
            for (String topic : topics) {
                if (new TopicPattern(pattern).matches(new TopicName(topic))) {
                    matches++;
                    assertThat(TopicKeys.of(new TopicName(topic)))
                            .as("%s finds %s", pattern, topic)
                            .contains(TopicKeys.of(new TopicPattern(pattern)));
                }
            }
        }
        assertThat(matches).isGreaterThan(200);
    }

    @Test
    void everythingIsSentBeforeTheFirstReportOfTheOtherNode() {
        assertThat(matches("a")).isTrue();
        tellAll();
        assertThat(matches("a")).isFalse();
    }

    @Test
    void onlyPublicationsWithASubscriberAreSent() {
        appear("news.*", "chat.room.7", "**");
        disappear("**");
        tellAll();
        tellGone();
        assertThat(matches("news.today")).isTrue();
        assertThat(matches("chat.room.7")).isTrue();
        assertThat(matches("news")).isFalse();
        assertThat(matches("chat.room.8")).isFalse();
    }

    @Test
    void aNewTopicIsReportedOnceAndAtOnce() {
        tellAll();
        appear("a", "b");
        assertThat(asked).hasSize(1);
        tellNews();
        assertThat(matches("a")).isTrue();
        assertThat(matches("b")).isTrue();
        appear("a");
        assertThat(asked).as("nothing new").hasSize(1);
    }

    @Test
    void aTopicIsReportedUntilSomeTimeAfterItsLastSubscriber() {
        appear("a", "a");
        tellAll();
        disappear("a");
        tellGone();
        assertThat(matches("a")).isTrue();
        disappear("a");
        tellNews();
        assertThat(matches("a")).isTrue();
        tellGone();
        assertThat(matches("a")).isFalse();
        appear("a");
        tellNews();
        assertThat(matches("a")).isTrue();
    }

    @Test
    void fewOtherTopicsMatchByMistake() {
        IntStream.range(0, 20_000).forEach(i -> appear("user." + i));
        tellAll();
        assertThat(IntStream.range(0, 20_000).allMatch(i -> matches("user." + i)))
                .isTrue();
        assertThat(IntStream.range(20_000, 30_000).filter(i -> matches("user." + i)))
                .hasSizeLessThan(100);
    }

    @Test
    void aSubscriberReceivesPublicationsFromBeforeItWasReported() {
        tellAll();
        assertThat(matches("a", System.nanoTime() - 1_000_000_000, "long before"))
                .isFalse();
        appear("a");
        assertThat(matches("a", System.nanoTime(), "meanwhile")).isFalse();
        assertThat(matches("b", System.nanoTime(), "of another topic")).isFalse();
        tellNews();
        assertThat(late).containsExactly("meanwhile");
    }

    @Test
    void afterALostConnectionUnsentPublicationsAreSent() {
        tellAll();
        long heard = System.nanoTime();
        matches("a", heard - 1, "before");
        matches("a", heard + 1, "after");
        peer.forget(heard, publication -> late.add(text(publication)));
        assertThat(late).containsExactly("after");
        assertThat(matches("a")).isTrue();
    }

    @Test
    void theUnsentPublicationsAreBounded() {
        tellAll();
        long heard = System.nanoTime();
        String long64k = "x".repeat(65_536);
        for (int i = 0; i < 100; i++) {
            matches("a", heard + i, i + long64k);
        }
        peer.forget(heard, publication -> late.add(text(publication)));
        assertThat(late).hasSizeLessThan(17);
        assertThat(late.getLast()).startsWith("99x");
    }

    private void appear(String... patterns) {
        for (String pattern : patterns) {
            own.appeared(new TopicPattern(pattern));
        }
    }

    private void disappear(String pattern) {
        own.disappeared(new TopicPattern(pattern));
    }

    private void tellAll() {
        tell(own.news(false));
        take(own.all());
    }

    private void tellNews() {
        tell(own.news(false));
    }

    private void tellGone() {
        tell(own.news(true));
    }

    private void tell(News news) {
        if (!news.isEmpty()) {
            take(news);
        }
    }

    /** Passes on the news without the head of the frame. */
    private void take(News news) {
        Buffer frame = LinkFrames.interest(news.sinceNanos(), news.positions());
        peer.change(frame.slice(5, frame.length()), publication -> late.add(text(publication)));
    }

    private boolean matches(String topic) {
        return matches(topic, System.nanoTime(), "");
    }

    private boolean matches(String topic, long nanos, String text) {
        TopicName name = new TopicName(topic);
        return peer.matches(new Publication(name, Payload.text(text.getBytes(UTF_8)), nanos), TopicKeys.of(name));
    }

    private static String text(Publication publication) {
        return new String(publication.payload().bytes(), UTF_8);
    }

    /** All texts of one to three segments. */
    private static List<String> texts(List<String> segments) {
        List<String> texts = new ArrayList<>(segments);
        for (int start = 0, depth = 1; depth < 3; depth++) {
            int end = texts.size();
            for (String text : List.copyOf(texts.subList(start, end))) {
                segments.forEach(segment -> texts.add(text + "." + segment));
            }
            start = end;
        }
        return texts;
    }
}
