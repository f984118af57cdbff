package dev.carillon.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.log.Log;
import dev.carillon.log.Start;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contents of one page of the log, and the position of the next. */
class MessagesPageTest {
    private static final String EPOCH = "k3x9f2ab";

    /** Three messages of each topic of news, and all of the others. */
    private final Log log = new Log(
            new HistoryRules(List.of(rule("news.*", 3), rule("**", Integer.MAX_VALUE))), 1L << 30, EPOCH, () -> 0);

    @Test
    void aPageHasTheMatchingMessagesInTheOrderOfIds() {
        append("news.a", "one");
        append("other", "x");
        append("news.b", "two");
        assertThat(page("news.*", Start.LIVE, 10)).isEqualTo(new Shown("news.a 1 one, news.b 3 two", 3, true, false));
        assertThat(page("other", Start.LIVE, 10)).isEqualTo(new Shown("other 2 x", 3, true, false));
    }

    @Test
    void aFullPageReportsWhetherThereIsMore() {
        append("news.a", "one");
        append("news.b", "two");
        append("other", "x");
        assertThat(page("news.*", Start.LIVE, 1)).isEqualTo(new Shown("news.a 1 one", 1, true, true));
        assertThat(page("news.*", since(1), 1)).isEqualTo(new Shown("news.b 2 two", 3, true, false));
    }

    @Test
    void aPageMayEndBeforeAnId() {
        for (int i = 1; i <= 3; i++) {
            append("news.a", "" + i);
            append("other", "x");
        }
        assertThat(offsetsUpTo(6)).containsExactly(3L, 5L);
        assertThat(offsetsUpTo(4)).containsExactly(1L, 3L);
        assertThat(offsetsUpTo(2)).containsExactly(1L);
        assertThat(offsetsUpTo(0)).isEmpty();
    }

    private List<Long> offsetsUpTo(long newest) {
        return MessagesPage.read(log, new TopicPattern("news.*"), new Start.Last(2), 2, newest).messages().stream()
                .map(Publication::offset)
                .toList();
    }

    @Test
    void anEmptyPageHasThePositionOfTheNext() {
        assertThat(page("news.*", Start.LIVE, 1)).isEqualTo(new Shown("", 0, true, false));
        append("other", "x");
        append("other", "y");
        assertThat(page("news.*", Start.LIVE, 1)).isEqualTo(new Shown("", 2, true, false));
        assertThat(page("other", since(2), 1)).isEqualTo(new Shown("", 2, true, false));
    }

    @Test
    void removedMessagesAfterTheStartMakeAPageIncomplete() {
        for (int i = 1; i <= 5; i++) {
            append("news.a", "" + i);
        }
        // 1 and 2 have been removed.
        assertThat(page("news.*", Start.LIVE, 1)).isEqualTo(new Shown("news.a 3 3", 3, false, true));
        assertThat(page("news.a", since(1), 10))
                .isEqualTo(new Shown("news.a 3 3, news.a 4 4, news.a 5 5", 5, false, false));
        assertThat(page("news.a", since(2), 10))
                .isEqualTo(new Shown("news.a 3 3, news.a 4 4, news.a 5 5", 5, true, false));
        assertThat(page("news.b", Start.LIVE, 10)).isEqualTo(new Shown("", 5, true, false));
    }

    @Test
    void aStartFromAnotherRunGivesAnIncompletePageFromTheOldest() {
        append("news.a", "one");
        assertThat(page("news.a", new Start.Since(new MessageId("before", 7)), 10))
                .isEqualTo(new Shown("news.a 1 one", 1, false, false));
    }

    @Test
    void theLastMessagesAreCountedAcrossAllTopics() {
        append("news.a", "1");
        append("news.b", "2");
        append("other", "3");
        append("news.a", "4");
        assertThat(page("news.*", new Start.Last(2), 10))
                .isEqualTo(new Shown("news.b 2 2, news.a 4 4", 4, true, false));
        Shown first = page("news.*", new Start.Last(2), 1);
        assertThat(first.messages()).isEqualTo("news.b 2 2");
        assertThat(page("news.*", since(first.next()), 1)).isEqualTo(new Shown("news.a 4 4", 4, true, false));
        assertThat(page("news.*", new Start.Last(9), 10).messages()).isEqualTo("news.a 1 1, news.b 2 2, news.a 4 4");
    }

    @Test
    void aPageHasAtMostOneMebibyteOfPayloadsOrOneLargerMessage() {
        String half = "x".repeat(1 << 19);
        append("large", half);
        append("large", half);
        append("large", "y");
        append("large", half + half + half);
        append("large", "z");
        assertThat(MessagesPage.read(log, new TopicPattern("large"), Start.LIVE, 10)
                        .messages())
                .hasSize(2);
        assertThat(MessagesPage.read(log, new TopicPattern("large"), since(2), 10)
                        .messages())
                .hasSize(1);
        assertThat(MessagesPage.read(log, new TopicPattern("large"), since(3), 10)
                        .messages())
                .hasSize(1);
        assertThat(MessagesPage.read(log, new TopicPattern("large"), since(4), 10)
                        .more())
                .isFalse();
    }

    @Test
    void pagesReachTheEndOfARareTopicInFewSteps() {
        append("news.a", "first");
        for (int i = 0; i < 150_000; i++) {
            append("other", "");
        }
        append("news.b", "last");
        List<String> found = new ArrayList<>();
        int pages = 0;
        MessagesPage page = MessagesPage.read(log, new TopicPattern("news.*"), Start.LIVE, 10);
        for (; page.more(); page = MessagesPage.read(log, page.topic(), new Start.Since(page.next()), 10)) {
            found.add(shown(page.messages()));
            pages++;
        }
        found.add(shown(page.messages()));
        assertThat(String.join("", found)).isEqualTo("news.a 1 first" + "news.b 150002 last");
        assertThat(pages).isBetween(2, 10);
    }

    private Shown page(String topic, Start start, int limit) {
        MessagesPage page = MessagesPage.read(log, new TopicPattern(topic), start, limit);
        assertThat(page.next().epoch()).isEqualTo(EPOCH);
        return new Shown(shown(page.messages()), page.next().offset(), page.complete(), page.more());
    }

    private static String shown(List<Publication> messages) {
        return String.join(
                ", ",
                messages.stream()
                        .map(message -> message.topic() + " " + message.offset() + " "
                                + new String(message.payload().bytes(), UTF_8))
                        .toList());
    }

    private void append(String topic, String text) {
        log.append(new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), 0), remembered -> {});
    }

    private static Start since(long offset) {
        return new Start.Since(new MessageId(EPOCH, offset));
    }

    private static Rule rule(String pattern, int messages) {
        HistoryBounds bounds = new HistoryBounds(messages, Long.MAX_VALUE, Duration.ZERO);
        return new Rule(new TopicPattern(pattern), Optional.of(bounds), false);
    }

    /** A page in short form. */
    private record Shown(String messages, long next, boolean complete, boolean more) {}
}
