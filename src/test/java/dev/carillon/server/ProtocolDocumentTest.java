package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The service does what {@code docs/protocol.md} shows. A block of kind {@code carillon.v1} is a session, one of kind
 * {@code websocket} begins with its path, one of kind {@code http} is a request and its answer.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ProtocolDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/protocol.md");
    private static final String PROTOCOL = "Sec-WebSocket-Protocol: carillon.v1\r\n";
    private static final Pattern CURL =
            Pattern.compile("\\$ curl (?:-H '([^:']+): ([^']+)' )?-d '([^']*)' localhost:8080(/\\S+)");

    private TestService service;

    @BeforeAll
    void start() {
        service = new TestService(TestService.settings(LaneChoice.FAST, 1, SocketSettings.defaults())
                .with(List.of(new TopicSettings(
                        new TopicPattern("news.**"),
                        SlowReaderPolicy.DISCONNECT,
                        Optional.of(new HistoryBounds(100, 1 << 20, Duration.ofMinutes(10))),
                        false,
                        Optional.empty()))));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    static List<DocumentExample> examples() throws IOException {
        return DocumentExample.in(DOCUMENT);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theServiceDoesWhatAnExampleShows(DocumentExample example) throws Exception {
        switch (example.kind()) {
            case "carillon.v1" -> session(example.lines());
            case "websocket" -> raw(example.lines());
            case "http" -> exchange(example.lines());
            default -> throw new AssertionError("expected carillon.v1, websocket or http, but was " + example.kind());
        }
    }

    private void raw(List<String> lines) throws Exception {
        int opening = curls(lines);
        RawClient client = service.open(lines.get(opening).substring("GET ".length()));
        talk(client, lines.subList(opening + 1, lines.size()), new DocumentIds());
    }

    /** Runs the commands at the beginning, and returns their number. */
    private int curls(List<String> lines) throws Exception {
        int count = 0;
        for (; lines.get(count).startsWith("$ "); count++) {
            curl(lines.get(count));
        }
        return count;
    }

    /** An example without the welcome begins after it. At its end no other frame may come. */
    private void session(List<String> lines) throws Exception {
        RawClient client = RawClient.open(service.client(0), "/ws", PROTOCOL);
        if (!lines.getFirst().contains("\"welcome\"")) {
            assertThat(client.readFrame()).startsWith("text {\"type\":\"welcome\"");
        }
        Stream<String> end = Stream.of("> {\"type\":\"ping\",\"id\":99}", "< {\"type\":\"pong\",\"id\":99}");
        talk(client, Stream.concat(lines.stream(), end).toList(), new DocumentIds());
    }

    private void talk(RawClient socket, List<String> lines, DocumentIds ids) throws Exception {
        try (RawClient client = socket) {
            for (String line : lines) {
                String text = line.substring(2);
                switch (line.substring(0, 2)) {
                    case "> " -> client.sendText(ids.real(text));
                    case "< " -> ids.requireSame(text, client.readFrame().replaceFirst("^text ", ""));
                    case "$ " -> curl(line);
                    default -> throw new AssertionError("expected >, < or $, but was " + line);
                }
            }
        }
    }

    private void curl(String line) throws Exception {
        Matcher command = CURL.matcher(line);
        assertThat(command.matches()).as(line).isTrue();
        String contentType = command.group(1) == null ? "application/x-www-form-urlencoded" : command.group(2);
        String topic = command.group(4).substring("/topics/".length());
        HttpResponse<String> answer =
                service.publish(topic, contentType, command.group(3).getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(202);
    }

    private void exchange(List<String> lines) throws Exception {
        int request = curls(lines);
        int answer = request;
        while (!lines.get(answer).startsWith("HTTP/1.1 ")) {
            answer++;
        }
        try (RawClient client = service.client(0)) {
            // The empty line before the answer ends the head of a request, or follows its body.
            client.send(bytes(lines.subList(request, answer)));
            requireSame(lines.subList(answer, lines.size()), client.readAnswer());
        }
    }

    private static byte[] bytes(List<String> request) {
        int body = request.indexOf("") + 1;
        String head = String.join("\r\n", request.subList(0, body - 1)) + "\r\n\r\n";
        return (head + String.join("\n", request.subList(body, Math.max(body, request.size() - 1)))).getBytes(UTF_8);
    }

    private static void requireSame(List<String> shown, String answer) {
        int body = shown.indexOf("") + 1;
        assertThat(answer).startsWith(shown.getFirst() + "\r\n");
        for (String field : shown.subList(1, body - 1)) {
            assertThat(answer).containsIgnoringCase("\r\n" + field + "\r\n");
        }
        new DocumentIds()
                .requireSame(
                        String.join("\n", shown.subList(body, shown.size())),
                        answer.substring(answer.indexOf("\r\n\r\n") + 4).stripTrailing());
    }

    @Test
    void theDocumentHasExamplesOfEachKind() throws IOException {
        assertThat(examples().stream().collect(Collectors.groupingBy(DocumentExample::kind)))
                .containsOnlyKeys("carillon.v1", "websocket", "http");
    }

    @Test
    void theDocumentListsEachErrorCode() throws IOException {
        assertThat(DOCUMENT)
                .content()
                .contains(Arrays.stream(ErrorCode.values())
                        .map(code -> "`" + code.wireName() + "`")
                        .toArray(String[]::new));
    }

    /** Messages of a session must be in examples, so that they are checked. */
    @Test
    void eachMessageOfASessionIsInAnExample() throws IOException {
        List<String> examples =
                examples().stream().flatMap(example -> example.lines().stream()).toList();
        assertThat(Files.readAllLines(DOCUMENT).stream()
                        .dropWhile(line -> !line.startsWith("## Many topics on one socket"))
                        .filter(line -> line.contains("{\"type\":") && !examples.contains(line)))
                .containsExactly("    {\"type\":\"missed\",\"count\":3}");
    }
}
