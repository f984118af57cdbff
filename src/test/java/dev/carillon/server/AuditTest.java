package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TokenSettings;
import dev.carillon.logging.AuditLog;
import dev.carillon.logging.LogLines;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each refused token or key has a line, on each way in, even if lines for connections are off. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class AuditTest {
    private static final String KEY = "carillon_k3yOfABackEnd";
    private static final String OTHER = "carillon_an0therKey";

    private final LaneChoice lane;

    AuditTest(LaneChoice lane) {
        this.lane = lane;
    }

    private final LogLines audit = LogLines.of(AuditLog.LOGGER);

    @AfterEach
    void stop() {
        audit.close();
    }

    @ParameterizedTest
    @CsvSource({
        "WARNING, unknown-key, Authorization: Bearer carillon_an0therKey",
        "WARNING, unknown-key, Sec-WebSocket-Protocol: bearer.carillon_an0therKey",
        "WARNING, several, Authorization: Bearer carillon_k3yOfABackEnd;Authorization: Bearer carillon_an0therKey",
        "INFO, missing, X-Nothing: here"
    })
    void aRefusedHandshakeIsLogged(String level, String reason, String header) throws Exception {
        JsonObject line = lineFor(new String(
                RawClient.handshake("/topics/a?since=x:1&last=" + OTHER, header.replace(";", "\r\n") + "\r\n"),
                ISO_8859_1));
        assertThat(line.getString("level")).isEqualTo(level);
        assertThat(line.getString("event")).isEqualTo("denied");
        assertThat(line.getString("reason")).isEqualTo(reason);
        assertThat(line.getString("peer")).isEqualTo("127.0.0.1");
        assertThat(line.getString("path")).isEqualTo("/topics/a");
        assertThat(line.encode()).doesNotContain("an0ther", "k3yOf");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /topics/a, /topics/a",
        "GET /events?topic=a, /events",
        "GET /topics?token=carillon_an0therKey, /topics",
        "GET /topics/a/messages, /topics/a/messages",
        "POST /topics/a, /topics/a",
        "POST /publish?topic=a, /publish"
    })
    void aRefusedRequestIsLogged(String request, String path) throws Exception {
        JsonObject line = lineFor(
                request + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nAuthorization: Bearer " + OTHER + "\r\n\r\n");
        assertThat(line.getString("reason")).isEqualTo("unknown-key");
        assertThat(line.getString("path")).isEqualTo(path);
        assertThat(line.encode()).doesNotContain("an0ther");
    }

    @Test
    void anUnknownKeySentInASessionIsLogged() throws Exception {
        try (TestService service = service();
                RawClient session = RawClient.open(service.port(), "/ws", "Authorization: Bearer " + KEY + "\r\n")) {
            session.sendText("{\"type\":\"authenticate\",\"id\":1,\"token\":\"" + OTHER + "\"}");
            assertThat(session.readFrame()).contains("welcome");
            assertThat(session.readFrame()).contains("unauthorized").doesNotContain("an0ther");
            JsonObject line = audit.next();
            assertThat(line.getString("reason")).isEqualTo("unknown-key");
            assertThat(line.getString("path")).isEqualTo("/ws");
            assertThat(line.encode()).doesNotContain("an0ther");
        }
    }

    @Test
    void anAcceptedKeyIsNotLogged() throws Exception {
        try (TestService service = service()) {
            RawClient.open(service.port(), "/topics/a", "Authorization: Bearer " + KEY + "\r\n")
                    .close();
            lineFor(service, "GET /topics HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(audit.rest()).isEmpty();
        }
    }

    /** The only line for a refused request. */
    private JsonObject lineFor(String request) throws IOException, InterruptedException {
        try (TestService service = service()) {
            return lineFor(service, request);
        }
    }

    private JsonObject lineFor(TestService service, String request) throws IOException, InterruptedException {
        try (RawClient client = new RawClient(service.port())) {
            client.send(request.getBytes(ISO_8859_1));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 40");
        }
        JsonObject line = audit.next();
        assertThat(audit.rest()).as("no second line").isEmpty();
        return line;
    }

    private TestService service() {
        return new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                .with(new AccessSettings(
                        false,
                        TokenSettings.NONE,
                        List.of(new ApiKey("back-end", ApiKey.Hash.of(KEY), Permissions.ALL)),
                        Permissions.NONE)));
    }
}
