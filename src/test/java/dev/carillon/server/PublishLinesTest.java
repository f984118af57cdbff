package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines on the wire: each is published, or its client receives the reason, and the others are not affected. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class PublishLinesTest {
    private static final int LONGEST = SocketSettings.defaults().maxBodyBytes();
    private static final String GZIP = "Content-Encoding: gzip\r\n";
    private static final String TOO_LONG =
            "\"error\":{\"code\":\"too-long\",\"message\":\"expected a line of at most 1048576 bytes, but was longer\"}}\n";

    private TestService service;
    private RawClient subscriber;
    private LoggedErrors logged;

    @BeforeAll
    void start() throws Exception {
        service = TestService.on(LaneChoice.AUTO);
        logged = new LoggedErrors();
    }

    @BeforeEach
    void subscribe() throws IOException {
        subscriber = service.open("/topics/**");
    }

    /** Nothing was published that the test has not read. */
    @AfterEach
    void unsubscribe() throws IOException {
        subscriber.send(RawClient.FRAMES.close(1000, ""));
        assertThat(subscriber.readFrame()).isEqualTo("close 1000 ");
        subscriber.close();
    }

    /** No mistake of a peer is logged as an error of the service. */
    @AfterAll
    void stop() throws IOException {
        logged.close();
        service.close();
        assertThat(logged.messages()).isEmpty();
    }

    @Test
    void eachLineIsPublishedInOrderAndAnswered() throws IOException {
        assertThat(answers("""
                        {"topic":"a","data":"hello"}
                        {"data": {"n" :1.0} ,"topic":"b","more":[1]}
                        {"topic":"a","dataBase64":"AQID"}
                        {"topic":"a","data":null}
                        """)).isEqualTo("""
                        {"line":1,"topic":"a"}
                        {"line":2,"topic":"b"}
                        {"line":3,"topic":"a"}
                        {"line":4,"topic":"a"}
                        """);
        assertPublished("text hello", "text {\"n\" :1.0}", "binary 3", "text null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "application/jsonl; charset=utf-8", "Application/NDJSON"})
    void linesAreAcceptedWithSeveralContentTypes(String type) throws IOException {
        byte[] body = line("x").getBytes(UTF_8);
        try (RawClient client = service.client(0)) {
            client.send(RawClient.joined(
                    ("POST /publish HTTP/1.1\r\nHost: h\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                                    + "\r\n\r\n")
                            .getBytes(UTF_8),
                    body));
            assertThat(bodyOf(client)).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
        }
        assertPublished("text x");
    }

    @Test
    void anInvalidLineFailsAlone() throws IOException {
        byte[] body = RawClient.joined(
                ("{\"topic\":\"t\"\n\n \r\n" + line("1").replace("\n", "\r\n") + "[1]\n").getBytes(UTF_8),
                new byte[] {(byte) 0xff, '\n'},
                "{\"topic\":\"t\",\"data\":{\"x\":\"\u00ed\u00a0\u0080\"}}\n".getBytes(ISO_8859_1),
                """
                {"topic":"a b","data":1}
                {"data":1}
                {"topic":"t"}
                {"topic":1,"data":1}
                {"topic":"t","data":1,"dataBase64":"AQID"}
                {"topic":"t","dataBase64":"?"}
                {"topic":"t","data":1,"key":"a b"}
                {"topic":"t","data":1} {"topic":"t","data":2}
                {"topic":"t","topic":"t","data":1}
                {"topic":"t","topics":["t"],"data":1}
                {"topics":"t","data":1}
                {"topics":[],"data":1}
                {"topics":["t","t"],"data":1}
                {"topics":["t",1],"data":1}
                {"topics":["t","*"],"data":1}
                """.getBytes(UTF_8),
                line("2").getBytes(UTF_8));
        String[] answers = bodyOf("", body).split("\n", -1);
        assertThat(answers).hasSize(22).endsWith("");
        assertThat(answers[0])
                .isEqualTo("{\"line\":1,\"error\":{\"code\":\"invalid-json\","
                        + "\"message\":\"expected one JSON object, but the text ends at line 1, column 13\"}}");
        assertThat(answers[1]).isEqualTo("{\"line\":4,\"topic\":\"t\"}");
        assertThat(answers[3])
                .isEqualTo("{\"line\":6,\"error\":{\"code\":\"invalid-json\","
                        + "\"message\":\"expected one JSON object in UTF-8, but it is not UTF-8\"}}");
        assertThat(Arrays.stream(answers).limit(21).map(JsonObject::new).map(PublishLinesTest::lineAndCode))
                .containsExactly(
                        "1 invalid-json",
                        "4 ",
                        "5 invalid-json",
                        "6 invalid-json",
                        "7 invalid-json",
                        "8 invalid-topic",
                        "9 missing-field",
                        "10 missing-field",
                        "11 invalid-field",
                        "12 invalid-field",
                        "13 invalid-field",
                        "14 invalid-field",
                        "15 invalid-json",
                        "16 invalid-json",
                        "17 invalid-field",
                        "18 invalid-field",
                        "19 invalid-topic",
                        "20 invalid-topic",
                        "21 invalid-field",
                        "22 invalid-topic",
                        "23 ");
        assertPublished("text 1", "text 2");
    }

    @Test
    void aLastLineNeedsNoLineFeedAndAnEmptyBodyHasNoAnswers() throws IOException {
        assertThat(answers("{\"topic\":\"t\",\"data\":\"x\"}")).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
        assertThat(answers("")).isEmpty();
        assertThat(answers("\n\r\n \t\n")).isEmpty();
        assertPublished("text x");
    }

    @Test
    void aPublicationForSeveralTopicsIsAnsweredForEach() throws IOException {
        assertThat(answers("{\"topics\":[\"a\",\"b\\u00e9\"],\"data\":\"x\"}\n"))
                .isEqualTo("{\"line\":1,\"published\":[{\"topic\":\"a\"},{\"topic\":\"bé\"}]}\n");
        assertPublished("text x", "text x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", GZIP})
    void aLineThatIsTooLongFailsAlone(String coding) throws IOException {
        String longest = "{\"topic\":\"t\",\"data\":\"" + "x".repeat(LONGEST - 23) + "\"}\n";
        String body = line("1") + longest.replace("x\"", "xx\"") + line("2") + longest + "x".repeat(2 << 20) + "\n"
                + line("3") + "x".repeat(2 << 20);
        byte[] bytes = body.getBytes(UTF_8);
        assertThat(bodyOf(coding, coding.isEmpty() ? bytes : gzip(bytes)))
                .isEqualTo("{\"line\":1,\"topic\":\"t\"}\n{\"line\":2," + TOO_LONG
                        + "{\"line\":3,\"topic\":\"t\"}\n{\"line\":4,\"topic\":\"t\"}\n{\"line\":5," + TOO_LONG
                        + "{\"line\":6,\"topic\":\"t\"}\n{\"line\":7," + TOO_LONG);
        assertPublished("text 1", "text 2", "text " + "x".repeat(LONGEST - 23), "text 3");
    }

    @Test
    void aClientMayReadEachAnswerBeforeItSendsTheNextLine() throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(head("Transfer-Encoding: chunked\r\n"));
            for (int i = 1; i <= 3; i++) {
                client.send(chunk(line("x")));
                if (i == 1) {
                    assertThat(client.readHead())
                            .startsWith("HTTP/1.1 200 ")
                            .containsIgnoringCase("\r\nTransfer-Encoding: chunked\r\n")
                            .doesNotContainIgnoringCase("\r\nConnection: close\r\n");
                }
                assertThat(client.readChunk()).isEqualTo("{\"line\":" + i + ",\"topic\":\"t\"}\n");
                assertPublished("text x");
            }
            client.send("0\r\n\r\n".getBytes(UTF_8));
            assertThat(client.readChunk()).isEmpty();
            // The connection stays open.
            client.send(post("", line("y").getBytes(UTF_8)));
            assertThat(bodyOf(client)).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
            assertPublished("text y");
        }
    }

    @Test
    void onlyTheCompleteLinesOfAnInterruptedBodyArePublished() throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(RawClient.joined(
                    head("Content-Length: 1000\r\n"), (line("x") + "{\"topic\":\"t\",\"data\":1}").getBytes(UTF_8)));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readChunk()).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
            client.socket.shutdownOutput();
            assertThat(client.readChunks())
                    .isEqualTo(
                            "{\"error\":{\"code\":\"aborted\",\"message\":\"expected a body in valid chunks (RFC 9112, 7.1), but"
                                    + " was not: the connection ended inside the request\",\"status\":400}}\n");
            assertThat(client.readFrame()).isEqualTo("end");
        }
        RawClient vanishing = service.client(0);
        vanishing.send(RawClient.joined(
                head("Content-Length: 1000\r\n"), (line("y") + "{\"topic\":\"t\",\"data\":1}").getBytes(UTF_8)));
        assertPublished("text x", "text y");
        vanishing.reset();
        assertThat(answers(line("z"))).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n");
        assertPublished("text z");
    }

    @Test
    void invalidChunksAreReportedAfterTheAnswersToEarlierLines() throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(RawClient.joined(
                    head("Transfer-Encoding: chunked\r\n"), chunk(line("x")), "zz\r\n".getBytes(UTF_8)));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .contains("\r\n\r\n{\"line\":1,\"topic\":\"t\"}\n{\"error\":{\"code\":\"aborted\",")
                    .endsWith("\"status\":400}}\n");
            assertThat(client.readFrame()).isEqualTo("end");
        }
        assertPublished("text x");
    }

    @Test
    void linesCanBeGzipWithSeveralMembers() throws IOException {
        byte[] body =
                RawClient.joined(gzip(line("1").getBytes(UTF_8)), gzip(line("2").getBytes(UTF_8)));
        assertThat(bodyOf(GZIP, body)).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n{\"line\":2,\"topic\":\"t\"}\n");
        assertPublished("text 1", "text 2");
    }

    @Test
    void damagedGzipIsReportedAfterTheAnswersToEarlierLines() throws IOException {
        byte[] whole = gzip((line("1") + line("2")).getBytes(UTF_8));
        assertThat(bodyOf(GZIP, Arrays.copyOf(whole, whole.length - 1)))
                .startsWith("{\"line\":1,\"topic\":\"t\"}\n{\"line\":2,\"topic\":\"t\"}\n")
                .endsWith(
                        "{\"error\":{\"code\":\"aborted\",\"message\":\"expected a body in gzip (RFC 1952), but it was"
                                + " incomplete\",\"status\":400}}\n");
        assertPublished("text 1", "text 2");
        try (RawClient client = service.client(0)) {
            client.send(post(GZIP, "hello".getBytes(UTF_8)));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("expected a body in gzip (RFC 1952), but it does not begin with a gzip header\n");
        }
    }

    @Test
    void aGzipBombIsNotInflatedCompletely() throws IOException {
        byte[] bomb = gzip(RawClient.joined(line("1").getBytes(UTF_8), new byte[40 << 20]));
        assertThat(bodyOf(GZIP, bomb))
                .isEqualTo("{\"line\":1,\"topic\":\"t\"}\n{\"line\":2," + TOO_LONG
                        + "{\"error\":{\"code\":\"aborted\",\"message\":\"expected a line of at most 1048576 bytes, but was"
                        + " longer\",\"status\":413}}\n");
        assertPublished("text 1");
    }

    @Test
    void aLineWithARepeatedKeyIsAnsweredAndNotPublishedAgain() throws IOException {
        String keyed = "{\"topic\":\"t\",\"data\":1,\"key\":\"lines-1\"}\n";
        assertThat(answers(keyed + keyed + keyed.replace("1,", "2,") + keyed.replace("\"t\"", "\"u\"")))
                .startsWith(
                        "{\"line\":1,\"topic\":\"t\"}\n{\"line\":2,\"topic\":\"t\"}\n{\"line\":3,\"error\":{\"code\":"
                                + "\"key-reused\",\"message\":\"expected the topic and the payload that were published under the"
                                + " idempotency key 'lines-1' before, but they differ: give each publication its own"
                                + " key\"}}\n{\"line\":4,\"error\":{\"code\":\"key-reused\",");
        // The same over another way in.
        try (RawClient client = service.client(0)) {
            client.send(("POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                            + "Idempotency-Key: lines-1\r\nContent-Length: 1\r\n\r\n1")
                    .getBytes(UTF_8));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
        answers(line("end"));
        assertPublished("text 1", "text end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain || 415 | expected Content-Type: application/x-ndjson, or topics as in"
                        + " /publish?topic=news.today&topic=sports, but was text/plain without a topic",
                "application/x-ndjson | ?topic=t | 400 | expected the topic in each line, but was in the query",
                "application/x-ndjson; charset=latin1 || 415 | expected text or JSON of charset utf-8, but was 'latin1':"
                        + " send it as UTF-8",
            })
    void anInvalidContentTypeOrQueryIsRefused(String type, String query, int status, String message)
            throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(("POST /publish" + (query == null ? "" : query) + " HTTP/1.1\r\nHost: h\r\nContent-Type: "
                            + type + "\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(UTF_8));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .endsWith(message + "\n");
        }
    }

    @Test
    void anUnknownCodingOrAKeyInTheHeaderIsRefused() throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(post("Content-Encoding: br\r\n", new byte[0]));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 415 ");
            client.send(post("Idempotency-Key: k\r\n", new byte[0]));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("expected a key in each line, but was in the header Idempotency-Key\n");
        }
    }

    @Test
    void anHttp10AnswerOfUnknownLengthClosesTheConnection() throws IOException {
        try (RawClient client = service.client(0)) {
            byte[] body = line("x").repeat(2).getBytes(UTF_8);
            client.send(("POST /publish HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: application/x-ndjson\r\n"
                            + "Content-Length: " + body.length + "\r\n\r\n" + line("x"))
                    .getBytes(UTF_8));
            assertThat(client.readHead())
                    .startsWith("HTTP/1.0 200 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .doesNotContainIgnoringCase("\r\nTransfer-Encoding:");
            client.send(line("x").getBytes(UTF_8));
            assertThat(client.readRest()).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n{\"line\":2,\"topic\":\"t\"}\n");
        }
        assertPublished("text x", "text x");
    }

    @Test
    void aBodyIsPublishedToEachTopicOfTheQuery() throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(many("?topic=a&x=y&topic=caf%C3%A9", "hello"));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 202 ")
                    .endsWith("\r\n\r\n{\"published\":[{\"topic\":\"a\"},{\"topic\":\"café\"}]}");
            assertPublished("text hello", "text hello");
            client.send(many("?topic=a&topic=b..c", "hello"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ").contains("topic must be 1 to 255 bytes");
            client.send(many("?topic=a&topic=a", "hello"));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("expected each topic once, but 'a' is there twice\n");
            client.send(many("?topic=a" + "&topic=b".repeat(100), "hello"));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("expected 1 to 100 topics, but were 101\n");
            client.send(many("?topic=", "hello"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aClientThatReadsNoAnswersIsAbortedAfterTheTimeout() throws Exception {
        Duration patience = Duration.ofSeconds(10);
        try (HandRunServer server = new HandRunServer(patience, 10 * HandRunServer.LONGEST);
                RawClient client = server.postingLines()) {
            byte[] lines = "x\n".repeat(50_000).getBytes(UTF_8);
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        client.send(chunk(lines));
                    }
                } catch (IOException ended) {
                    Thread.currentThread().interrupt();
                }
            });
            server.passUntilUnreadAnswersEnd(patience);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            String answers = client.readChunks();
            assertThat(answers.lines().limit(1).toList()).first().asString().startsWith("{\"line\":1,\"error\":");
            assertThat(answers)
                    .endsWith(
                            "{\"error\":{\"code\":\"aborted\",\"message\":\"expected a client that reads the answers while"
                                    + " it sends, but it read none for 10 s\",\"status\":408}}\n");
            client.socket.close();
            sender.join();
        }
    }

    private void assertPublished(String... messages) throws IOException {
        for (String message : messages) {
            assertThat(subscriber.readFrame()).isEqualTo(message);
        }
    }

    private String answers(String lines) throws IOException {
        return bodyOf("", lines.getBytes(UTF_8));
    }

    private String bodyOf(String headers, byte[] body) throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(post(headers, body));
            return bodyOf(client);
        }
    }

    private static String bodyOf(RawClient client) throws IOException {
        String head = client.readHead();
        assertThat(head).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nContent-Type: application/x-ndjson\r\n");
        String length = "\r\ncontent-length: ";
        return head.toLowerCase(Locale.ROOT).contains(length)
                ? client.readBytes(Integer.parseInt(
                        head.toLowerCase(Locale.ROOT).split(length, 2)[1].split("\r", 2)[0]))
                : client.readChunks();
    }

    private static String lineAndCode(JsonObject answer) {
        return answer.getInteger("line") + " "
                + answer.getJsonObject("error", new JsonObject()).getString("code", "");
    }

    private static String line(String text) {
        return "{\"topic\":\"t\",\"data\":\"" + text + "\"}\n";
    }

    private static byte[] chunk(String text) {
        return chunk(text.getBytes(UTF_8));
    }

    private static byte[] chunk(byte[] bytes) {
        return RawClient.joined(
                (Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8), bytes, "\r\n".getBytes(UTF_8));
    }

    private static byte[] post(String headers, byte[] body) {
        return RawClient.joined(head(headers + "Content-Length: " + body.length + "\r\n"), body);
    }

    private static byte[] many(String query, String body) {
        return ("POST /publish" + query + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(UTF_8);
    }

    private static byte[] head(String headers) {
        return ("POST /publish HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n" + headers + "\r\n")
                .getBytes(ISO_8859_1);
    }

    private static byte[] gzip(byte[] data) {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(data);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return gzip.toByteArray();
    }
}
