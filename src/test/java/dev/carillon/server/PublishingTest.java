package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies on the wire: each is published as it was sent, or its client receives the reason. */
class PublishingTest {
    @TempDir
    private static Path folder;

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final int MAX_BODY_BYTES = SocketSettings.defaults().maxBodyBytes();

    @Nested
    class OnTheFastLane extends OnALane {
        @Override
        TestService service() {
            return TestService.on(LaneChoice.FAST);
        }
    }

    @Nested
    class OnTheChannelLane extends OnALane {
        @Override
        TestService service() {
            return TestService.on(LaneChoice.CHANNEL);
        }
    }

    @Nested
    class OverTls extends OnALane {
        @Override
        TestService service() throws Exception {
            TestCertificates certificates = TestCertificates.in(folder, "server");
            return new TestService(
                    TestService.settings(LaneChoice.CHANNEL, 1, SocketSettings.defaults())
                            .with(certificates.settings()),
                    Optional.of(certificates.trusted()));
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    @Timeout(60)
    abstract static class OnALane {
        private TestService service;
        private RawClient subscriber;
        private LoggedErrors logged;

        abstract TestService service() throws Exception;

        @BeforeAll
        void start() throws Exception {
            service = service();
            subscriber = service.open("/topics/t");
            logged = new LoggedErrors();
        }

        /** No mistake of a peer is logged as an error of the service. */
        @AfterAll
        void stop() throws IOException {
            logged.close();
            subscriber.close();
            service.close();
            assertThat(logged.messages()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"100% sure", "a=b&c=%zz", "%", "+", "naïve=日本"})
        void aFormIsPublishedAsTextUnchanged(String body) throws IOException {
            assertThat(answerTo(FORM, body.getBytes(UTF_8))).startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text " + body);
        }

        @ParameterizedTest
        @ValueSource(ints = {1_500, 300_000, 1 << 20})
        void aFormMayBeAsLongAsAnyBody(int length) throws IOException {
            assertThat(answerTo(FORM, "a".repeat(length).getBytes(UTF_8))).startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text " + "a".repeat(length));
        }

        @Test
        void aFormThatIsNotUtf8IsRefused() throws IOException {
            assertThat(answerTo(FORM, new byte[] {'a', (byte) 0xff}))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("a body of type 'application/x-www-form-urlencoded' must be UTF-8,"
                            + " but byte 2 of 2 was 0xff\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "multipart/form-data; boundary=x",
                    "multipart/form-data; boundary=",
                    "multipart/form-data",
                    "multipart/mixed; boundary=\"",
                    "MULTIPART/FORM-DATA; charset=utf-16"
                })
        void aMultipartBodyIsPublishedAsBinaryUnchanged(String type) throws IOException {
            byte[] body = "--x\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--x--\r\n".getBytes(UTF_8);
            assertThat(answerTo("Content-Type: " + type + "\r\n", body)).startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("binary " + body.length);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 0\r\n\r\n", "\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
        void anEmptyBodyIsAnEmptyMessage(String rest) throws IOException {
            assertThat(answerTo("POST /topics/t HTTP/1.1\r\nHost: h\r\n" + rest))
                    .startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text ");
        }

        @Test
        void chunksOfAnySizeAreOneBody() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(head("Transfer-Encoding: Chunked\r\n"));
                client.send("1;extension=1\r\nh\r\n".getBytes(UTF_8));
                client.send("4\r\nello\r\n1".getBytes(UTF_8));
                client.send("0\r\n, all of you! :)\r\n0\r\nTrailer: 1\r\n\r\n".getBytes(UTF_8));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
                assertThat(subscriber.readFrame()).isEqualTo("text hello, all of you! :)");
            }
        }

        @Test
        void aByteOrderMarkIsKeptInTextAndRefusedInJson() throws IOException {
            byte[] marked = "\uFEFF1".getBytes(UTF_8);
            assertThat(answerTo("", marked)).startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text \uFEFF1");
            assertThat(answerTo("Content-Type: application/json\r\n", marked))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("expected one JSON value, but at line 1, column ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"identity", "Identity, IDENTITY", ""})
        void aBodyWithoutAContentCodingIsPublished(String coding) throws IOException {
            assertThat(answerTo("Content-Encoding: " + coding + "\r\n", new byte[] {'x'}))
                    .startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text x");
        }

        @ParameterizedTest
        @ValueSource(strings = {"deflate", "br", "zstd", "identity, BR", "gzip, gzip", "deflate, gzip", "nonsense"})
        void aCodingOtherThanGzipIsRefusedAndTheConnectionStaysOpen(String coding) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(post("Content-Encoding: " + coding + "\r\n", new byte[20]), ok()));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 415 ")
                        .containsIgnoringCase("\r\nAccept-Encoding: gzip, identity\r\n")
                        .endsWith("expected Content-Encoding gzip or none, but was " + coding.replace("identity, ", "")
                                + "\n");
                assertPublished(client);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "identity, gzip", ", gzip"})
        void aBodyInGzipIsPublishedInflated(String coding) throws IOException {
            assertThat(answerTo("Content-Encoding: " + coding + "\r\n", gzip("x".repeat(MAX_BODY_BYTES))))
                    .startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text " + "x".repeat(MAX_BODY_BYTES));
        }

        @Test
        void aBodyTooLongWhenInflatedIsRefusedAndTheConnectionStaysOpen() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        post("Content-Encoding: gzip\r\n", gzip("x".repeat(MAX_BODY_BYTES + 1))), ok()));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 413 ")
                        .endsWith("expected a body of at most " + MAX_BODY_BYTES + " bytes, but was longer\n");
                assertPublished(client);
                client.send(RawClient.joined(post("Content-Encoding: gzip\r\n", gzip("x".repeat(20 << 20))), ok()));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ");
                assertPublished(client);
            }
        }

        @Test
        void invalidGzipIsRefused() throws IOException {
            byte[] gzip = gzip("hello");
            for (byte[] damaged : List.of(
                    new byte[0],
                    "hello".getBytes(UTF_8),
                    Arrays.copyOf(gzip, gzip.length - 1),
                    Arrays.copyOf(gzip, gzip.length + 1))) {
                assertThat(answerTo("Content-Encoding: gzip\r\n", damaged))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("expected a body in gzip (RFC 1952), but ");
            }
            assertThat(answerTo("Content-Encoding: gzip\r\n", gzip("\u00ff".repeat(3))))
                    .startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text ÿÿÿ");
        }

        private static byte[] gzip(String text) throws IOException {
            ByteArrayOutputStream gzip = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                out.write(text.getBytes(UTF_8));
            }
            return gzip.toByteArray();
        }

        @Test
        void aPostRepeatedWithItsIdempotencyKeyIsPublishedOnce() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(post("Idempotency-Key: \"post-1\"\r\n", "x".getBytes(UTF_8)));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ").endsWith("{\"topic\":\"t\"}");
                client.send(post("Idempotency-Key: post-1\r\n", "x".getBytes(UTF_8)));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ").endsWith("{\"topic\":\"t\"}");
                client.send(post("Idempotency-Key: post-1\r\n", "y".getBytes(UTF_8)));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 422 ")
                        .endsWith("expected the topic and the payload that were published under the idempotency key"
                                + " 'post-1' before, but they differ: give each publication its own key\n");
                client.send(post("Idempotency-Key: post 1\r\n", "y".getBytes(UTF_8)));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 400 ")
                        .endsWith(
                                "expected an idempotency key of 1 to 64 visible ASCII characters, but was 'post 1'\n");
                client.send(ok());
                assertThat(subscriber.readFrame()).isEqualTo("text x");
                assertPublished(client);
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "text/plain; charset=utf-16le | utf-16le",
                    "text/plain; charset=iso-8859-1 | iso-8859-1",
                    "text/plain; charset=none | none",
                    "application/json; charset=utf-16 | utf-16",
                    "application/x-www-form-urlencoded; charset=windows-1252 | windows-1252",
                })
        void textInAnotherCharsetIsRefusedAndTheConnectionStaysOpen(String type, String charset) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(post("Content-Type: " + type + "\r\n", "a\0".getBytes(UTF_8)), ok()));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 415 ")
                        .endsWith("expected text or JSON of charset utf-8, but was '" + charset
                                + "': send it as UTF-8\n");
                assertPublished(client);
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "gzip, chunked | 501",
                    "GZIP , Chunked | 501",
                    "identity, chunked | 501",
                    "gzip | 400",
                    "chunked, gzip | 400",
                    "chunked, chunked | 400",
                    "identity | 400",
                    "'' | 400",
                })
        void aTransferEncodingOtherThanChunkedClosesTheConnection(String coding, int status) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        head("Transfer-Encoding: " + coding + "\r\n"), "1\r\nx\r\n0\r\n\r\n".getBytes(UTF_8), ok()));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 " + status + " ");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "POST /topics/t HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n",
                    "POST /topics/t HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n",
                    "POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
                    "POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n",
                    "POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 9223372036854775808\r\n"
                })
        void aBodyOfAmbiguousLengthClosesTheConnection(String head) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined((head + "\r\n1\r\nx\r\n0\r\n\r\n").getBytes(UTF_8), ok()));
                assertThat(client.readAnswer()).contains(" 400 ");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "zz\r\n",
                    "-1\r\n",
                    "\r\n",
                    "fffffffff\r\n",
                    "3\r\nabcdef\r\n",
                    "1\r\nx\r\n0\r\nno trailer\r\n\r\n"
                })
        void invalidChunksReceive400AfterTheEarlierAnswers(String chunks) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        "GET /topics HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(UTF_8),
                        ok(),
                        head(CHUNKED),
                        chunks.getBytes(UTF_8),
                        ok()));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
                assertPublished(client);
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 400 ")
                        .containsIgnoringCase("\r\nConnection: close\r\n")
                        .contains("expected a body in valid chunks (RFC 9112, 7.1), but was not: ");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 8000000\r\n", "Content-Length: 9223372036854775807\r\n", CHUNKED})
        void aClientThatSendsFarTooMuchReceives413(String length) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(head(length));
                // As one chunk, if it is chunked.
                client.send("7a1200\r\n".getBytes(UTF_8));
                client.send(new byte[7_000_000]);
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 413 ")
                        .containsIgnoringCase("\r\nConnection: close\r\n")
                        .endsWith("expected a body of at most " + MAX_BODY_BYTES + " bytes, but was longer\n");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/topics/a..b", "/nowhere"})
        void aClientThatSendsALongBodyToAnInvalidPathReceivesAnAnswer(String path) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(
                        ("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n").getBytes(UTF_8));
                client.send(new byte[7_000_000]);
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 40")
                        .containsIgnoringCase("\r\nConnection: close\r\n");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Expect: 100-Continue\r\n",
                    "Expect: 100-continue, 100-continue\r\n",
                    "Expect:\r\nExpect: ,100-continue\r\n"
                })
        void aRequestWithExpectReceives100Continue(String expectation) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(head("Content-Length: 2\r\n" + expectation));
                assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
                client.send("ok".getBytes(UTF_8));
                assertPublished(client);
                client.send(ok());
                assertPublished(client);
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Content-Length: 8000000 | 413",
                    "Content-Length: 2 : Content-Encoding: br | 415",
                    "Content-Length: 2 : Content-Type: text/plain; charset=utf-16 | 415"
                })
        void aRefusedRequestWithExpectReceivesNo100Continue(String fields, int status) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(head(fields.replace(" : ", "\r\n") + "\r\nExpect: 100-continue\r\n"));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 " + status + " ")
                        .containsIgnoringCase("\r\nConnection: close\r\n");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @Test
        void twoContentTypesAreRefused() throws IOException {
            assertThat(answerTo("Content-Type: text/plain\r\nContent-Type: application/json\r\n", new byte[] {'1'}))
                    .startsWith("HTTP/1.1 415 ")
                    .endsWith("expected one Content-Type, but was 'text/plain', 'application/json'\n");
        }

        private void assertPublished(RawClient client) throws IOException {
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
            assertThat(subscriber.readFrame()).isEqualTo("text ok");
        }

        private String answerTo(String headers, byte[] body) throws IOException {
            return answerTo(post(headers, body));
        }

        private String answerTo(String request) throws IOException {
            return answerTo(request.getBytes(ISO_8859_1));
        }

        private String answerTo(byte[] request) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(request);
                return client.readAnswer();
            }
        }

        private static byte[] ok() {
            return post("", "ok".getBytes(UTF_8));
        }

        private static byte[] post(String headers, byte[] body) {
            return RawClient.joined(head(headers + "Content-Length: " + body.length + "\r\n"), body);
        }

        private static byte[] head(String headers) {
            return ("POST /topics/t HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n").getBytes(ISO_8859_1);
        }
    }
}
