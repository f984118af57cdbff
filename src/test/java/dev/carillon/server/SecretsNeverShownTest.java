package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.LogSettings;
import dev.carillon.config.LogSettings.ConnectionLog;
import dev.carillon.config.LogSettings.LogFormat;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TokenSettings;
import dev.carillon.logging.LogLines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens in every place, valid and invalid, are in no answer, no log line of any level, and no metric. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class SecretsNeverShownTest {
    private static final String KEY = "carillon_s3cr3tKeyOfABackEnd";

    private static final List<String> SECRETS = List.of(
            // one without a form, a JSON Web Token, a key
            "s3cr3tWithoutAForm", "eyJhbGciOiJIUzI1NiJ9.eyJzM2NyM3QiOiJ4In0.s3cr3tSignature", KEY);

    /** Parts of them that must not be shown either. */
    private static final List<String> PARTS = List.of("s3cr3t", "eyJzM2NyM3Q");

    private final LaneChoice lane;

    SecretsNeverShownTest(LaneChoice lane) {
        this.lane = lane;
    }

    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "");

    /** Requests with {@code $} in place of a secret. */
    private static final List<String> REQUESTS = Stream.concat(
                    Stream.of(
                                    "/topics/a?token=$",
                                    "/topics/a?t%6Fken=$",
                                    "/topics/a?token=$&token=$",
                                    "/topics/a?token=$%FF",
                                    "/topics/a?token=%zz$",
                                    "/topics/a?since=x&token=$",
                                    "/topics/a?token=$&topic=%FF",
                                    "/topics/%zz?token=$",
                                    "/topics/%zz?t%6Fken=$",
                                    "/topics/a%3Ftoken=$",
                                    "/topics/a%3Ftoken%3D$",
                                    "/topics/a/b?token=$",
                                    "/topics/a..b?token=$",
                                    "/events?token=$",
                                    "/events?topic=a&token=$",
                                    "/ws?token=$",
                                    "/nope?token=$",
                                    "/topics/a/messages?token=$&last=x",
                                    "topics?token=$",
                                    "topics?t%6Fken=$",
                                    "*?token=$",
                                    "http://h/topics/a?token=$",
                                    "http://me:$@h/topics/a",
                                    "http://$@h/topics/a",
                                    "/" + "x".repeat(5000) + "?token=$")
                            .flatMap(target -> Stream.of(
                                    "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n",
                                    "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + HANDSHAKE + "\r\n",
                                    "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx",
                                    "GET " + target + " HTTP/7\r\nHost: h\r\n\r\n",
                                    "GET " + target + "\r\nHost: h\r\n\r\n")),
                    Stream.of(
                                    "Authorization: Bearer $",
                                    "Authorization: $",
                                    "Authorization: Bearer $\r\nAuthorization: Bearer x$",
                                    "Authorization: Basic $",
                                    "Authorization: Bearer $\0",
                                    "Authorization: Bearer\r\n $",
                                    "Authorization Bearer $",
                                    "Authorization : Bearer $",
                                    ": Bearer $",
                                    "Authorization: Bearer $\r\nExpect: more",
                                    "Authorization: Bearer $\r\nHost: other",
                                    "Authorization: Bearer $\r\nOrigin: http://evil.example",
                                    "Authorization: Bearer $" + "x".repeat(9000),
                                    "Cookie: carillon-token=$",
                                    "Cookie: a=b; carillon-token=$; c=d",
                                    "Cookie: carillon-token=$\0",
                                    "Sec-WebSocket-Protocol: bearer.$",
                                    "Sec-WebSocket-Protocol: carillon.v1, bearer.$",
                                    "Sec-WebSocket-Protocol: bearer.$\0",
                                    "Sec-WebSocket-Protocol: bearer $",
                                    "Sec-WebSocket-Extensions: token=$",
                                    "Sec-WebSocket-Version: token=$",
                                    "Content-Type: text/plain; token=$",
                                    "Content-Encoding: bearer.$")
                            .flatMap(header -> Stream.of(
                                    "GET /topics/a HTTP/1.1\r\nHost: h\r\n" + HANDSHAKE + header + "\r\n\r\n",
                                    "GET /topics/a HTTP/1.1\r\nHost: h\r\n" + header + "\r\n\r\n",
                                    "GET /ws HTTP/1.1\r\nHost: h\r\n" + HANDSHAKE + header + "\r\n\r\n",
                                    "POST /topics/a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n" + header
                                            + "\r\n\r\nx")))
            .toList();

    private static final List<String> COMMANDS = List.of(
            "{\"type\":\"authenticate\",\"token\":\"$\"}",
            "{\"type\":\"authenticate\",\"token\":[\"$\"]}",
            "{\"type\":\"authenticate\",\"id\":\"x\",\"token\":\"$\"}",
            "{\"type\":\"authenticate\",\"token\":\"$\",\"token\":\"$\"}",
            "{\"type\":\"authenticate\",\"token\":\"$\"",
            "{\"type\":\"authenticate\",\"token\":\"$",
            "{\"type\":\"authenticat\",\"token\":\"$\"}",
            "{\"token\":\"$\"}");

    @Test
    void noAnswerLogLineOrMetricContainsASecret() throws Exception {
        try (LogLines lines = LogLines.finest();
                TestService service = new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                        .with(new LogSettings(LogFormat.JSON, ConnectionLog.ALL))
                        .with(access()))) {
            for (String secret : SECRETS) {
                for (String request : REQUESTS) {
                    String sent = request.replace("$", secret);
                    isNotIn(sent, answer(service.port(), sent));
                    isNotIn(sent, answer(service.service.managementPort(), sent));
                }
                for (String command : COMMANDS) {
                    isNotIn(command, answerToCommand(service.port(), command.replace("$", secret)));
                }
            }
            isNotIn("the metrics", service.manage("/metrics").body());
            List<String> log = lines.rest();
            assertThat(log).as("lines of the log").hasSizeGreaterThan(SECRETS.size() * REQUESTS.size());
            log.forEach(line -> isNotIn("the log", line));
        }
    }

    /** The access of a client with a key; the others' texts are not the subject here. */
    private static AccessSettings access() {
        return new AccessSettings(
                false,
                TokenSettings.NONE,
                List.of(new ApiKey("back-end", ApiKey.Hash.of(KEY), Permissions.ALL)),
                Permissions.NONE);
    }

    private static void isNotIn(String sent, String text) {
        assertThat(text).as(sent).isNotEmpty();
        for (String part : PARTS) {
            if (text.contains(part)) {
                throw new AssertionError("expected no secret, but to " + sent + " came " + text);
            }
        }
    }

    /** The first answer. */
    private static String answer(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request.getBytes(ISO_8859_1));
            String head = client.readHead();
            return head.toLowerCase(Locale.ROOT).contains("content-length: ") ? head + body(client, head) : head;
        }
    }

    private static String body(RawClient client, String head) throws IOException {
        String length =
                head.toLowerCase(Locale.ROOT).split("content-length: ", 2)[1].split("\r", 2)[0];
        return client.readBytes(Integer.parseInt(length));
    }

    private static String answerToCommand(int port, String command) throws IOException {
        try (RawClient client = RawClient.open(port, "/ws", "Authorization: Bearer " + KEY + "\r\n")) {
            client.send(RawClient.FRAMES.text(command.getBytes(UTF_8)));
            client.socket.setSoTimeout(5000);
            return client.readFrame() + client.readFrame();
        } catch (SocketTimeoutException nothing) {
            throw new AssertionError("expected an answer to " + command, nothing);
        }
    }
}
