package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contents of a rule of {@code topics}, and the answer to each mistake. */
class TopicRulesTest {
    private static final HistoryBounds ALL_BOUNDS = new HistoryBounds(100, 1 << 20, Duration.ofMinutes(10));

    @TempDir
    private Path folder;

    @Test
    void aRuleHasAHistoryAndAnInterval() throws Exception {
        assertThat(topics("""
                topics:
                  - pattern: prices.**
                    history: {messages: 100, bytes: 1m, age: 10m}
                    last-value: true
                    min-interval: 250ms
                    slow-readers: catch-up
                  - pattern: "**"
                """))
                .containsExactly(
                        new TopicSettings(
                                new TopicPattern("prices.**"),
                                SlowReaderPolicy.CATCH_UP,
                                Optional.of(ALL_BOUNDS),
                                true,
                                Optional.of(Duration.ofMillis(250))),
                        new TopicSettings(new TopicPattern("**"), SlowReaderPolicy.DISCONNECT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages: 5k | 5000 | 9223372036854775807 | 0",
                "bytes: 4096m | 2147483647 | 4294967296 | 0",
                "age: 90s | 2147483647 | 9223372036854775807 | 90",
                "messages: '7', bytes: | 7 | 9223372036854775807 | 0",
            })
    void eachBoundOfAHistoryIsOptional(String bound, int messages, long bytes, long seconds) throws Exception {
        assertThat(topics(rule("history: {" + bound + "}")).getFirst().history())
                .hasValue(new HistoryBounds(messages, bytes, Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE", "'true'"})
    void lastValueAcceptsTheYamlSpellingsOfTrue(String yes) throws Exception {
        assertThat(topics(rule("last-value: " + yes)).getFirst().lastValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1ms, 1", "0.5s, 500", "1h, 3600000"})
    void aMinIntervalIsFromAMillisecondToAnHour(String text, long millis) throws Exception {
        assertThat(topics(rule("min-interval: " + text)).getFirst().minInterval())
                .hasValue(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"history:", "last-value:", "min-interval: ''", "slow-readers: null"})
    void aFieldWithoutAValueCountsAsNotSet(String field) throws Exception {
        assertThat(topics(rule(field)))
                .containsExactly(new TopicSettings(new TopicPattern("a"), SlowReaderPolicy.DISCONNECT));
    }

    @Test
    void theLogReceivesAllRulesInOrder() throws Exception {
        List<TopicSettings> topics = topics("""
                topics:
                  - pattern: a
                    history: {messages: 100, bytes: 1m, age: 10m}
                  - pattern: b
                  - pattern: c
                    last-value: true
                  - pattern: d
                    history: {messages: 100, bytes: 1m, age: 10m}
                    last-value: true
                """);
        assertThat(ServiceSettings.defaults().with(topics).historyRules().rules())
                .containsExactly(
                        rule("a", Optional.of(ALL_BOUNDS), false),
                        rule("b", Optional.empty(), false),
                        rule("c", Optional.of(HistoryBounds.NEWEST), true),
                        rule("d", Optional.of(ALL_BOUNDS), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "histroy: {messages: 1} | 'histroy' is not a setting of topics[0] (did you mean history?); expected one of"
                        + " pattern, slow-readers, history, last-value, min-interval",
                "history: {mesages: 1} | 'mesages' is not a setting of topics[0].history (did you mean messages?); expected one"
                        + " of messages, bytes, age",
                "history: {} | topics[0].history must have at least one of messages, bytes and age, but has none",
                "history: {age: } | topics[0].history must have at least one of messages, bytes and age, but has none",
                "history: 100 | topics[0].history must consist of fields such as 'messages: 100'",
                "history: [100] | topics[0].history must consist of fields such as 'messages: 100'",
                "history: {messages: 0} | topics[0].history.messages: expected messages of at least 1, but was 0",
                "history: {messages: -1} | topics[0].history.messages: expected a whole number such as 250, 19k or 1m, was"
                        + " '-1'",
                "history: {messages: 3000m} | topics[0].history.messages: expected a whole number such as 250, 19k or 1m,"
                        + " was '3000m'",
                "history: {messages: [1]} | topics[0].history.messages must be a plain value, was a list",
                "history: {messages: {a: 1}} | topics[0].history.messages must be a plain value, was an object",
                "history: {messages: 1, messages: 2} | messages must be set once, was set twice",
                "history: {bytes: 0} | topics[0].history.bytes: expected bytes of at least 1, but was 0",
                "history: {bytes: 1g} | topics[0].history.bytes: expected a number of bytes such as 128, 64k or 1m, was"
                        + " '1g'",
                "history: {bytes: 99999999999999999999} | topics[0].history.bytes: expected a number of bytes such as 128,"
                        + " 64k or 1m, was '99999999999999999999'",
                "history: {age: 0} | topics[0].history.age: expected an age of at least 1s, but was 0; without age there"
                        + " is no bound",
                "history: {age: 999ms} | topics[0].history.age: expected an age of at least 1s, but was 999ms",
                "history: {age: 60} | topics[0].history.age: expected a duration such as 250ms, 60s, 10m or 1h, was '60'",
                "history: {age: 999999999h} | topics[0].history.age: expected a duration of at most 2000000h, was"
                        + " '999999999h'",
                "last-value: yes | topics[0].last-value: expected true or false, but was 'yes'",
                "last-value: 1 | topics[0].last-value: expected true or false, but was '1'",
                "last-value: [true] | topics[0].last-value must be a plain value, was a list",
                "min-interval: 0 | topics[0].min-interval: expected a duration of 1ms to 1h, but was 0ns",
                "min-interval: 0.5ms | topics[0].min-interval: expected a duration of 1ms to 1h, but was 500000ns",
                "min-interval: 61m | topics[0].min-interval: expected a duration of 1ms to 1h, but was 61m",
                "min-interval: -1s | topics[0].min-interval: expected a duration such as 250ms, 60s, 10m or 1h, was '-1s'",
                "slow-readers: catchup | topics[0].slow-readers: expected one of disconnect, drop-oldest, drop-newest,"
                        + " latest, catch-up, catch-up-or-disconnect, but was 'catchup'",
                "slow-readers: catch-up | topics[0]: expected history beside slow-readers: catch-up, but was none: nothing"
                        + " is remembered that a reader could catch up on",
                "slow-readers: catch-up-or-disconnect | topics[0]: expected history beside slow-readers:"
                        + " catch-up-or-disconnect, but was none: nothing is remembered that a reader could catch up on",
            })
    void aMistakeIsReportedWithItsLine(String field, String answer) {
        refuses(rule(field), 3, answer);
    }

    @Test
    void aLastValueIsNotEnoughToCatchUp() {
        refuses(
                rule("slow-readers: catch-up\n    last-value: true"),
                3,
                "topics[0]: expected history beside slow-readers: catch-up, but was last-value alone: only the newest is"
                        + " remembered, and slow-readers: latest keeps it");
    }

    @Test
    void anUnknownFieldIsReportedWithItsLine() {
        refuses(
                rule("histroy:\n      messages: 1"),
                3,
                "'histroy' is not a setting of topics[0] (did you mean history?); expected one of pattern, slow-readers,"
                        + " history, last-value, min-interval");
    }

    @ParameterizedTest
    @CsvSource({"a.b, a.b", "a.*, a.b", "a.**, a.*", "**, a.b.c", "a.**, a.**"})
    void aRuleThatNeverAppliesIsAMistake(String earlier, String later) {
        refuses(
                "topics:\n- pattern: x\n- pattern: '%s'\n- pattern: '%s'\n".formatted(earlier, later),
                4,
                "topics[2].pattern must match a topic that no earlier pattern matches, was %s behind %s in line 3"
                        .formatted(later, earlier));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$stats", "$**", "$a.*"})
    void aRuleForTopicsOfTheServiceIsRefused(String pattern) {
        refuses(
                "topics:\n- pattern: $pattern\n".replace("$pattern", pattern),
                2,
                "topics[0].pattern: expected a pattern that does not begin with $, since those topics are the service's"
                        + " own, but was '" + pattern + "'");
    }

    @Test
    void aRuleThatAppliesToSomeTopicsIsAllowed() throws Exception {
        assertThat(topics("topics:\n- pattern: a.b\n- pattern: a.*\n- pattern: a.**\n- pattern: '*.b'\n"))
                .hasSize(4);
    }

    @Test
    void theHistoryOfATopicMustFitIntoTheLog() throws Exception {
        ConfigFile file = ConfigFile.read(file(rule("history:\n      messages: 5\n      bytes: 1m")));
        assertThat(file.topicsWithin(1 << 20)).hasSize(1);
        assertThatThrownBy(() -> file.topicsWithin((1 << 20) - 1))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage(
                        "%s line 5: topics[0].history.bytes must fit into the log of the node, was 1048576 of the 1048575"
                                + " of --history-bytes",
                        file.path());
        assertThat(ConfigFile.read(file(rule("history: {messages: 5}"))).topicsWithin(1024))
                .hasSize(1);
    }

    private void refuses(String yaml, int line, String answer) {
        assertThatThrownBy(() -> topics(yaml))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("%s line %d: %s", folder.resolve("carillon.yaml"), line, answer);
    }

    private static HistoryRules.Rule rule(String pattern, Optional<HistoryBounds> bounds, boolean lastValue) {
        return new HistoryRules.Rule(new TopicPattern(pattern), bounds, lastValue);
    }

    /** A rule for the topic a; the field is in line 3. */
    private static String rule(String field) {
        return "topics:\n  - pattern: a\n    " + field + "\n";
    }

    private List<TopicSettings> topics(String yaml) throws IOException, InvalidConfig {
        return ConfigFile.read(file(yaml)).topics();
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("carillon.yaml"), yaml);
    }
}
