package dev.carillon.server;

import static dev.carillon.server.Http2Client.CANCEL;
import static dev.carillon.server.Http2Client.CONTINUATION;
import static dev.carillon.server.Http2Client.DATA;
import static dev.carillon.server.Http2Client.END_HEADERS;
import static dev.carillon.server.Http2Client.END_STREAM;
import static dev.carillon.server.Http2Client.ENHANCE_YOUR_CALM;
import static dev.carillon.server.Http2Client.GO_AWAY;
import static dev.carillon.server.Http2Client.HEADERS;
import static dev.carillon.server.Http2Client.NO_ERROR;
import static dev.carillon.server.Http2Client.PING;
import static dev.carillon.server.Http2Client.PROTOCOL_ERROR;
import static dev.carillon.server.Http2Client.REFUSED_STREAM;
import static dev.carillon.server.Http2Client.RESET;
import static dev.carillon.server.Http2Client.SETTINGS;
import static dev.carillon.server.Http2Client.fields;
import static dev.carillon.server.Http2Client.frame;
import static dev.carillon.server.Http2Client.head;
import static dev.carillon.server.Http2Client.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.server.Http2Client.Answer;
import dev.carillon.server.Http2Client.Frame;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks that HTTP/2 permits and HTTP/1.1 does not, and that others are not affected. */
@Timeout(60)
class Http2AttackTest {
    private static final int WINDOW = 65_535;
    private static final byte[] NOTHING = {};

    /** The most connections of a loop without a request. */
    private static final int MOST = 3;

    @TempDir
    private static Path folder;

    private static SSLContext tls;
    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        TestCertificates own = TestCertificates.in(folder, "own");
        tls = own.trusted();
        service = new TestService(
                TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                        .with(own.settings())
                        .with(new AdmissionSettings(
                                OptionalInt.empty(), MOST, Optional.empty(), Duration.ofSeconds(1))),
                Optional.of(tls));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Http2Client connect() throws IOException {
        return Http2Client.connect(service, tls, WINDOW);
    }

    @Test
    void aFloodOfResetRequestsClosesTheConnection() throws Exception {
        assertEnds(
                300,
                i -> frames(
                        frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, head("GET", "/topics")),
                        frame(RESET, 0, 2 * i + 1, number(NO_ERROR))));
    }

    @Test
    void aFloodOfPingsClosesTheConnection() throws Exception {
        assertEnds(2000, i -> frame(PING, 0, 0, new byte[8]));
    }

    @Test
    void aFloodOfSettingsClosesTheConnection() throws Exception {
        assertEnds(2000, i -> frame(SETTINGS, 0, 0, NOTHING));
    }

    @Test
    void aFloodOfEmptyContinuationsClosesTheConnection() throws Exception {
        assertEnds(
                100,
                i -> i == 0
                        ? frame(HEADERS, END_STREAM, 1, head("GET", "/topics"))
                        : frame(CONTINUATION, 0, 1, NOTHING));
    }

    @Test
    void aFloodOfEmptyDataFramesClosesTheConnection() throws Exception {
        assertEnds(
                100,
                i -> i == 0 ? frame(HEADERS, END_HEADERS, 1, head("POST", "/topics/t")) : frame(DATA, 0, 1, NOTHING));
    }

    /** Sends {@code count} {@code frames}, and expects a GOAWAY. */
    private static void assertEnds(int count, IntFunction<byte[]> frames) throws IOException {
        try (Http2Client client = connect()) {
            client.write(frames(Stream.iterate(0, i -> i + 1)
                    .limit(count)
                    .map(frames::apply)
                    .toArray(byte[][]::new)));
            assertThat(client.await(GO_AWAY).reason()).isEqualTo(ENHANCE_YOUR_CALM);
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
        assertServes();
    }

    private static byte[] frames(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    private static void assertServes() throws IOException {
        try (Http2Client client = connect()) {
            client.get(1, "/topics");
            assertThat(client.answer(1).status()).isEqualTo("200");
        }
    }

    @Test
    void anEndlessHeadClosesTheConnection() throws Exception {
        try (Http2Client client = connect()) {
            client.send(HEADERS, END_STREAM, 1, head("GET", "/topics"));
            for (int i = 0; i < 11; i++) {
                client.send(CONTINUATION, 0, 1, fields("x-" + i, "a".repeat(4000)));
            }
            assertThat(client.await(GO_AWAY).reason()).isEqualTo(PROTOCOL_ERROR);
        }
        assertServes();
    }

    /** For example the head of a browser with long cookies, whose event streams share the connection. */
    @Test
    void aHeadThatIsTooLongReceives431AndOtherStreamsContinue() throws Exception {
        try (Http2Client client = connect()) {
            client.stream(1, "/topics/goesOn");
            client.awaitStream(1);
            client.send(HEADERS, END_STREAM, 3, head("GET", "/topics"));
            for (int i = 0; i < 5; i++) {
                client.send(CONTINUATION, i == 4 ? END_HEADERS : 0, 3, fields("cookie", "a".repeat(4000)));
            }
            Answer answer = client.answer(3);
            assertThat(answer.status()).isEqualTo("431");
            assertThat(answer.body()).isEqualTo("expected headers of at most 8192 bytes, but were longer\n");
            service.publish("goesOn", "x");
            assertThat(client.event(1)).isEqualTo("data: x");
        }
    }

    @Test
    void theOldestUnreadResponseIsResetWhenThereAreTooMany() throws Exception {
        try (Http2Client client = Http2Client.connect(service, tls, 0)) {
            // That many wait for their next request, and that many have time to be read.
            for (int i = 0; i <= 2 * MOST; i++) {
                client.get(2 * i + 1, "/topics");
            }
            Frame reset = client.await(RESET);
            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.reason()).isEqualTo(CANCEL);
        }
    }

    @Test
    void aCompressedHeadThatIsTooLongReceives431() throws Exception {
        byte[] entry = fields("a", "b".repeat(3900));
        // To be stored in the table (RFC 7541, 6.2.1), where one byte each refers to it.
        entry[0] = 0x40;
        byte[] references = new byte[3000];
        Arrays.fill(references, (byte) (0x80 | 62));
        try (Http2Client client = connect()) {
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, frames(head("GET", "/topics"), entry, references));
            assertThat(client.read().status()).isEqualTo("431");
            client.get(3, "/topics");
            assertThat(client.await(HEADERS).status()).isEqualTo("200");
        }
    }

    @Test
    void aConnectionRefusesMoreThan100Streams() throws Exception {
        try (Http2Client client = connect()) {
            for (int i = 0; i < 99; i++) {
                client.stream(2 * i + 1, "/topics/many");
            }
            for (int stream : new int[] {199, 201}) {
                client.send(HEADERS, END_HEADERS, stream, head("POST", "/topics/many"));
            }
            Frame refused = client.await(RESET);
            assertThat(refused.stream()).isEqualTo(201);
            assertThat(refused.reason()).isEqualTo(REFUSED_STREAM);
            client.send(RESET, 0, 1, number(NO_ERROR));
            client.get(203, "/topics");
            Frame answer = client.await(HEADERS);
            while (answer.stream() != 203) {
                answer = client.await(HEADERS);
            }
            assertThat(answer.status()).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @MethodSource
    void anInvalidRequestIsReset(byte[] head) throws Exception {
        try (Http2Client client = connect()) {
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, head);
            Frame answer = client.read();
            assertThat(answer.type()).isEqualTo(RESET);
            assertThat(answer.reason()).isEqualTo(PROTOCOL_ERROR);
            client.get(3, "/topics");
            assertThat(client.answer(3).status()).isEqualTo("200");
        }
    }

    private static Stream<byte[]> anInvalidRequestIsReset() {
        return Stream.of(
                fields(":method", "GET", ":scheme", "https", ":authority", "127.0.0.1"),
                fields(":method", "GET", ":path", "/", ":authority", "127.0.0.1"),
                fields(":scheme", "https", ":path", "/", ":authority", "127.0.0.1"),
                head("GET", "/ x"),
                head("GET", ""),
                head("GET", "/", ":path", "/"),
                head("GET", "/", "Upper", "x"),
                head("GET", "/", "connection", "x"),
                head("GET", "/", "transfer-encoding", "chunked"),
                head("GET", "/", "upgrade", "websocket"),
                head("GET", "/", "te", "gzip"),
                head("GET", "/", "host", "another.example"),
                head("GET", "/", "x", "a\r\nb: c"),
                head("GET", "/", "content-length", "-1"),
                head("GET", "/", "content-length", "5"));
    }

    @Test
    void aBodyLongerThanItsContentLengthIsReset() throws Exception {
        try (Http2Client client = connect()) {
            client.send(HEADERS, END_HEADERS, 1, head("POST", "/topics/t", "content-length", "2"));
            client.send(DATA, END_STREAM, 1, new byte[3]);
            assertThat(client.await(RESET).reason()).isEqualTo(PROTOCOL_ERROR);
        }
    }

    @Test
    void aSecondHeadOnAStreamIsNotASecondRequest() throws Exception {
        try (Http2Client client = connect()) {
            client.send(HEADERS, END_HEADERS, 1, head("POST", "/topics/t"));
            client.send(DATA, 0, 1, new byte[1]);
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, head("GET", "/topics"));
            Frame answer = client.read();
            assertThat(answer.type() == RESET || answer.status().equals("202")).isTrue();
            client.get(3, "/topics");
            while (answer.stream() != 3) {
                answer = client.read();
            }
            assertThat(answer.status()).isEqualTo("200");
        }
    }

    @Test
    void aConnectionWithoutRequestsIsClosedAfterTheHandshakeTimeout() throws Exception {
        try (Http2Client client = connect()) {
            assertThat(client.await(GO_AWAY).reason()).isEqualTo(NO_ERROR);
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anIncompleteHeadClosesTheConnectionAfterTheHandshakeTimeout() throws Exception {
        try (Http2Client client = connect()) {
            client.send(HEADERS, END_STREAM, 1, head("GET", "/topics"));
            assertThatThrownBy(() -> client.await(HEADERS)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void theOldestIdleConnectionIsClosedWhenThereAreTooMany() throws Exception {
        List<Http2Client> idle = new ArrayList<>();
        try (Http2Client busy = connect()) {
            busy.stream(1, "/topics/busy");
            busy.awaitStream(1);
            for (int i = 0; i <= MOST; i++) {
                Http2Client rests = connect();
                rests.get(1, "/topics");
                assertThat(rests.answer(1).status()).isEqualTo("200");
                idle.add(rests);
            }
            assertThat(idle.getFirst().await(GO_AWAY).reason()).isEqualTo(NO_ERROR);
            idle.getLast().get(3, "/topics");
            assertThat(idle.getLast().answer(3).status()).isEqualTo("200");
            service.publish("busy", "x");
            assertThat(busy.event(1)).isEqualTo("data: x");
        } finally {
            for (Http2Client client : idle) {
                client.close();
            }
        }
    }
}
