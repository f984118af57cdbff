package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code carillon publish} sends, as a subscriber receives it. */
@Timeout(30)
@TestInstance(Lifecycle.PER_CLASS)
class PublishTest {
    private CommandService service;

    @BeforeAll
    void start() {
        service = CommandService.start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b", "日本", "100%", "%41", "a;b=c&d", "@all", "a~b", "😀"})
    void aTopicIsPublishedUnchanged(String topic) {
        CommandRun run = subscribe(topic, "--count", "1");
        assertThat(publish(topic, "x").out()).contains("\"topic\"");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(topic + "\tx\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@all", "é 日本 😀", "100% sure & a=b", "", " a ", "{\"a\":1}", "'"})
    void aMessageIsPublishedUnchanged(String message) {
        CommandRun run = subscribe("t", "--count", "1");
        assertThat(publish("t", message).exitCode()).isZero();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("t\t" + message + "\n");
    }

    @Test
    void aMessageThatBeginsWithADashFollowsTwoDashes() {
        CommandRun run = subscribe("t", "--count", "1");
        assertThat(publish("t", "--", "--url").exitCode()).isZero();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("t\t--url\n");
    }

    @Test
    void standardInputIsTheMessageByteForByte() {
        CommandRun run = subscribe("t", "--raw", "--count", "2");
        assertThat(publish(new byte[] {0, -1, '\r', '\n'}, "--content-type", "image/png", "t")
                        .exitCode())
                .isZero();
        assertThat(publish("two\nlines\n".getBytes(UTF_8), "t").exitCode()).isZero();
        assertThat(run.exitCode()).isZero();
        assertThat(run.outBytes()).startsWith(0, -1, '\r', '\n', '\n').endsWith("two\nlines\n\n".getBytes(UTF_8));
    }

    @Test
    void theLinesOptionPublishesEachLineInOrder() {
        CommandRun run = subscribe("t", "--count", "1000");
        String lines = Stream.iterate(1, i -> i + 1)
                .limit(1000)
                .map(i -> i == 500 ? "\n" : i + "\n")
                .reduce("", String::concat);
        CommandRun published = publish(lines.getBytes(UTF_8), "--lines", "t");
        assertThat(published.exitCode()).as(published.err()).isZero();
        assertThat(published.err()).isEqualTo("published 1000 lines to t\n");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(1000).startsWith("t\t1", "t\t2").endsWith("t\t999", "t\t1000");
        assertThat(run.out().lines().skip(499)).startsWith("t\t", "t\t501");
    }

    @Test
    void aLineIsPublishedBeforeTheInputEnds() throws IOException {
        CommandRun run = subscribe("t", "--count", "1");
        try (PipedOutputStream pipe = new PipedOutputStream();
                InputStream in = new PipedInputStream(pipe)) {
            CommandRun.publish(in, withUrl("--lines", "t"));
            pipe.write("first\nsecond".getBytes(UTF_8));
            pipe.flush();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("t\tfirst\n");
        }
    }

    @Test
    void aRefusedLineIsReportedAndTheOthersArePublished() {
        CommandRun run = subscribe("t", "--count", "3");
        CommandRun published =
                publish("{\"a\":1}\n2\n[\n3,\"key\":\"k\"\n4\n".getBytes(UTF_8), "--lines", "--json", "t");
        assertThat(published.exitCode()).isEqualTo(1);
        assertThat(published.err().lines())
                .hasSize(3)
                .startsWith("line 3 was refused: expected one JSON value, but the text ends at line 1, column 2")
                .endsWith("published 3 lines to t; 2 lines were refused")
                .anyMatch(line ->
                        line.startsWith("line 4 was refused: expected one JSON value, but at line 1, column 2:"));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("t\t{\"a\":1}\nt\t2\nt\t4\n");
    }

    @Test
    void linesOfOtherTypesArePublishedUnchanged() {
        CommandRun text = subscribe("t", "--count", "3");
        CommandRun refused = publish(new byte[] {'"', '\\', 1, '\r', '\n', '\n', -1, '\n', 'x'}, "--lines", "t");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("""
                        line 3 was refused: a body of type 'text/plain' must be UTF-8, but byte 1 of 1 was 0xff
                        published 3 lines to t; 1 line was refused
                        """);
        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).isEqualTo("t\t\"\\\\\u0001\\r\nt\t\nt\tx\n");
        CommandRun binary = subscribe("t", "--count", "1");
        assertThat(publish(new byte[] {0, -1}, "--lines", "--content-type", "a/b", "t")
                        .exitCode())
                .isZero();
        assertThat(binary.exitCode()).isZero();
        assertThat(binary.out()).isEqualTo("t\t\\base64:AP8=\n");
    }

    @Test
    void anNdjsonLineNamesItsTopicAndABadLineIsRefusedAlone() {
        CommandRun run = subscribe("**", "--count", "4");
        String lines = """
                {"topic":"a","data":"x"}

                {"topic":"a b","data":"x"}
                {"topics":["b","c"],"data":[1]}
                {"topic":"d","dataBase64":"AQID"}""";
        CommandRun published = publish(lines.getBytes(UTF_8), "--ndjson");
        assertThat(published.exitCode()).isEqualTo(1);
        assertThat(published.err().lines())
                .hasSize(2)
                .endsWith("published 3 lines; 1 line was refused")
                .first()
                .asString()
                .startsWith("line 3 was refused: topic must be 1 to 255 bytes");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).containsExactly("a\tx", "b\t[1]", "c\t[1]", "d\t\\base64:AQID");
    }

    @Test
    void manyRefusedLinesAreCountedAndTheFirstArePrinted() {
        CommandRun published = publish("x\n".repeat(30).getBytes(UTF_8), "--ndjson");
        assertThat(published.exitCode()).isEqualTo(1);
        assertThat(published.err().lines())
                .hasSize(11)
                .startsWith(
                        "line 1 was refused: expected one JSON object, but at line 1, column 2: Unrecognized token 'x':"
                                + " was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')")
                .endsWith("published 0 lines; 30 lines were refused");
    }

    @Test
    void aRateDelaysLines() {
        long began = System.nanoTime();
        CommandRun published = publish("1\n2\n3\n".getBytes(UTF_8), "--lines", "--rate", "10/s", "t");
        assertThat(published.exitCode()).isZero();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(200_000_000);
    }

    @Test
    void onATerminalALineShowsTheProgress() {
        CommandRun published = CommandRun.publishOnTerminal(
                new ByteArrayInputStream("1\n2\n3\n4\n".getBytes(UTF_8)), withUrl("--lines", "--rate", "10/s", "t"));
        assertThat(published.exitCode()).isZero();
        assertThat(published.err())
                .containsPattern("^\\r\u001b\\[Kpublished [1-3] lines? to t, \\d+ lines? a second")
                .endsWith("\r\u001b[Kpublished 4 lines to t\n");
    }

    @Test
    void anErrorOfTheInputIsReportedWithTheNumberOfPublishedLines() {
        InputStream in =
                new SequenceInputStream(new ByteArrayInputStream("a\nb\n".getBytes(UTF_8)), new PipedInputStream());
        CommandRun run = CommandRun.publish(in, withUrl("--lines", "t"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("standard input cannot be read: Pipe not connected; published 2 lines to t\n");
    }

    @Test
    void aRefusalBeforeTheEndOfALongMessageIsReported() {
        CommandRun run = publish(new byte[20 << 20], "--content-type", "a/b", "t");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("expected 202, but was 413 ");
    }

    @Test
    void invalidArgumentsAreRefusedBeforeAnythingIsSent() {
        assertRefused("topic must be 1 to 255 bytes", "a b", "x");
        assertRefused("topic must be 1 to 255 bytes", "news.*", "x");
        assertRefused("topic must be 1 to 255 bytes", "..", "x");
        assertRefused("MESSAGE must be left out, was 'x'", "--lines", "t", "x");
        assertRefused("Missing required parameter: 'TOPIC'");
        assertRefused("TOPIC must be left out, was 't'", "--ndjson", "t");
        assertRefused("--ndjson must not be given with --lines, --json or --content-type", "--ndjson", "--json");
        assertRefused("--rate is for --lines or --ndjson", "--rate", "1/s", "t", "x");
        assertRefused("expected a rate above 0 such as 10/s", "--lines", "--rate", "0/s", "t");
        assertRefused("charset utf-8", "--lines", "--content-type", "text/plain; charset=latin1", "t");
        assertRefused("--json and --content-type must not both be given", "--json", "--content-type", "a/b", "t", "x");
        assertRefused("--content-type must be a type", "--content-type", "a/b\r\nX: y", "t", "x");
        assertRefused("--content-type must be a type", "--content-type", "", "t", "x");
    }

    private void assertRefused(String text, String... arguments) {
        CommandRun run = publish(new byte[0], arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(text);
    }

    private CommandRun publish(String... arguments) {
        CommandRun run = publish(new byte[0], arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private CommandRun publish(byte[] input, String... arguments) {
        return CommandRun.publish(new ByteArrayInputStream(input), withUrl(arguments));
    }

    private CommandRun subscribe(String topic, String... options) {
        return CommandRun.subscribe(Stream.concat(Stream.of(withUrl(options)), Stream.of(topic))
                        .toArray(String[]::new))
                .awaitSubscribed(topic);
    }

    private String[] withUrl(String... arguments) {
        return Stream.concat(Stream.of("--url", service.url()), Stream.of(arguments))
                .toArray(String[]::new);
    }
}
