package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.PingChoice;
import dev.carillon.config.TokenSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens whose signature is verified on another thread while the client sends more; on each lane. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class TokenAccessTest {
    private static TestService fast;
    private static TestService channel;
    private static KeyPair keys;
    private static Path pem;
    private static int made;

    private final TestService service;

    TokenAccessTest(LaneChoice lane) {
        service = lane == LaneChoice.FAST ? fast : channel;
    }

    @BeforeAll
    static void serve(@TempDir Path folder) throws Exception {
        keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        pem = Files.writeString(
                folder.resolve("key.pub"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        fast = serve(LaneChoice.FAST, pem, Optional.empty());
        channel = serve(LaneChoice.CHANNEL, pem, Optional.empty());
    }

    private static TestService serve(LaneChoice lane, Path pem, Optional<URI> jwks) {
        TokenSettings tokens = new TokenSettings(List.of(pem), jwks, Optional.empty(), Optional.empty());
        // With a short idle timeout, rounds are short.
        return new TestService(
                TestService.settings(lane, 1, TestService.sockets(Duration.ofSeconds(3), PingChoice.AUTO, 65536))
                        .with(new AccessSettings(false, tokens, List.of(), Permissions.NONE)));
    }

    @AfterAll
    static void stop() {
        fast.close();
        channel.close();
    }

    @Test
    void framesSentWithTheHandshakeWaitForTheVerification() throws Exception {
        try (RawClient client = new RawClient(service.port())) {
            client.send(RawClient.joined(
                    RawClient.handshake("/ws", bearer(token(3600))),
                    RawClient.FRAMES.text("{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news.a\"}".getBytes(UTF_8)),
                    RawClient.FRAMES.text("{\"type\":\"ping\",\"id\":2}".getBytes(UTF_8))));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readFrame())
                    .startsWith("text {\"type\":\"welcome\"")
                    .contains("\"expiresInMs\":3");
            assertThat(client.readFrame()).isEqualTo("text {\"type\":\"subscribed\",\"id\":1,\"topic\":\"news.a\"}");
            assertThat(client.readFrame()).isEqualTo("text {\"type\":\"pong\",\"id\":2}");
        }
    }

    @Test
    void theBodyOfAPostWaitsForTheVerification() throws Exception {
        String body = "x".repeat(200_000);
        try (RawClient reader = RawClient.open(service.port(), "/topics/news.long", bearer(token(3600)));
                RawClient client = new RawClient(service.port())) {
            client.send(post("/topics/news.long", bearer(token(3600)), body));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
            assertThat(reader.readFrame()).isEqualTo("text " + body);
            // The connection stays open.
            client.send(post("/topics/news.long", bearer(token(3600)), "short"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
            client.send(get("/topics/news.long", bearer(token(3600))));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("\"subscribers\":1");
            client.send(get("/topics/news.long", bearer(token(3600))));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aPostRefusedAfterTheVerificationKeepsItsConnectionOpen() throws Exception {
        try (RawClient client = new RawClient(service.port())) {
            client.send(post("/topics/other", bearer(token(3600)), "not read"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 403 ");
            client.send(post("/topics/a..b", bearer(token(3600)), "not read"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
            client.send(post("/publish", bearer(token(3600)), "not read"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 415 ");
            client.send(post("/topics/news.a", bearer(token(3600)), "read"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void linesWaitForTheVerification() throws Exception {
        try (RawClient client = new RawClient(service.port())) {
            client.send(post(
                    "/publish",
                    "Content-Type: application/x-ndjson\r\n" + bearer(token(3600)),
                    "{\"topic\":\"news.a\",\"data\":1}\n{\"topic\":\"other\",\"data\":1}\n"));
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("{\"line\":1,\"topic\":\"news.a\"}")
                    .contains("{\"line\":2,\"error\":{\"code\":\"forbidden\"");
        }
    }

    @Test
    void aForgedTokenIsRefusedAndItsBodyIsNotPublished() throws Exception {
        String forged = forged(token(3600));
        try (RawClient reader = RawClient.open(service.port(), "/topics/news.forged", bearer(token(3600)));
                RawClient client = new RawClient(service.port());
                RawClient permitted = new RawClient(service.port())) {
            client.send(post("/topics/news.forged", bearer(forged), "x".repeat(200_000)));
            // As for other refusals of a post, the connection ends with the answer.
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ").contains("connection: close");
            assertThat(client.readRest()).isEmpty();
            permitted.send(post("/topics/news.forged", bearer(token(3600)), "the next one"));
            assertThat(reader.readFrame()).isEqualTo("text the next one");
        }
        try (RawClient client = new RawClient(service.port())) {
            client.send(RawClient.handshake("/ws", bearer(forged)));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void aClientThatResetsDuringTheVerificationLeavesNoConnection() throws Exception {
        for (int i = 0; i < 20; i++) {
            RawClient client = new RawClient(service.port());
            client.send(RawClient.handshake("/ws", bearer(token(3600))));
            client.reset();
        }
        try (RawClient client = new RawClient(service.port())) {
            client.send(post("/topics/news.a", bearer(token(3600)), "hello"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
        while (service.metric("carillon_connections") > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theConnectionsOfAnExpiredTokenAreClosed() throws Exception {
        String token = token(2);
        try (RawClient session = RawClient.open(service.port(), "/ws", bearer(token));
                RawClient raw = RawClient.open(service.port(), "/topics/news.a", bearer(token));
                RawClient stream = new RawClient(service.port())) {
            stream.send(get("/topics/news.a", "Accept: text/event-stream\r\n" + bearer(token)));
            assertThat(stream.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(session.readFrame()).contains("\"welcome\"");
            assertThat(session.readFrame()).contains("\"type\":\"expiring\"");
            assertThat(frameAfterPings(session)).startsWith("close 3000 ");
            assertThat(frameAfterPings(raw)).startsWith("close 3000 ");
            assertThat(stream.readRest()).endsWith("event: expired\ndata: {\"type\":\"expired\"}\n\n");
        }
        try (RawClient client = new RawClient(service.port())) {
            client.send(RawClient.handshake("/ws", bearer(token)));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ").contains("exp");
        }
    }

    @Test
    void linesAreAbortedWhenTheirTokenExpires() throws Exception {
        try (RawClient client = new RawClient(service.port())) {
            client.send(("POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n" + bearer(token(2)) + "\r\n")
                    .getBytes(ISO_8859_1));
            client.send(chunk("{\"topic\":\"news.a\",\"data\":1}\n"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            String answer = client.readChunk();
            assertThat(answer).isEqualTo("{\"line\":1,\"topic\":\"news.a\"}\n");
            while (!answer.contains("error")) {
                Thread.onSpinWait();
                client.send(chunk("{\"topic\":\"news.a\",\"data\":1}\n"));
                answer = client.readChunk();
            }
            assertThat(answer)
                    .contains("\"code\":\"aborted\"")
                    .contains("the credentials have expired: send the rest with other credentials")
                    .contains("\"status\":401");
        }
    }

    @Test
    void aSessionStaysOpenWhenItSendsANewToken() throws Exception {
        try (RawClient session = RawClient.open(service.port(), "/ws", bearer(token(2)))) {
            assertThat(session.readFrame()).contains("\"welcome\"");
            session.sendText("{\"type\":\"authenticate\",\"id\":1,\"token\":\"" + token(3600) + "\"}");
            String told = session.readFrame();
            while (told.contains("\"expiring\"")) {
                told = session.readFrame();
            }
            assertThat(told).startsWith("text {\"type\":\"authenticated\",\"id\":1,\"expiresInMs\":3");
            session.sendText("{\"type\":\"authenticate\",\"id\":2,\"token\":\"a.b.c\"}");
            assertThat(session.readFrame()).contains("\"id\":2,\"code\":\"unauthorized\"");
        }
    }

    @Test
    void aBodyCompletedAfterItsTokenExpiresIsRefused() throws Exception {
        try (RawClient client = new RawClient(service.port())) {
            Instant ends = Instant.now().plusMillis(3100);
            client.send(("POST /topics/news.a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n" + bearer(token(2))
                            + "\r\nx")
                    .getBytes(ISO_8859_1));
            while (Instant.now().isBefore(ends)) {
                Thread.onSpinWait();
            }
            client.send("y".getBytes(UTF_8));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ");
        }
    }

    /** Otherwise the last could be answered first, and an earlier one would apply. */
    @Test
    void aSecondTokenIsRefusedDuringTheVerificationOfTheFirst() throws Exception {
        String quick = token(3600);
        RawClient.open(service.port(), "/ws", bearer(quick)).close();
        try (RawClient session = RawClient.open(service.port(), "/ws", bearer(token(3600)))) {
            assertThat(session.readFrame()).contains("\"welcome\"");
            String second;
            do {
                session.send(RawClient.joined(authenticate(1, token(3600)), authenticate(2, quick)));
                String first = session.readFrame();
                second = session.readFrame();
                // If the first is verified before the second is read, both are accepted in order.
                if (first.contains("\"id\":1")) {
                    assertThat(first).contains("\"authenticated\"");
                    assertThat(second).contains("\"authenticated\",\"id\":2");
                } else {
                    assertThat(first).contains("\"error\",\"id\":2,\"code\":\"try-again-later\"");
                    assertThat(second).contains("\"authenticated\",\"id\":1");
                }
            } while (second.contains("\"id\":2"));
            session.send(authenticate(3, quick));
            assertThat(session.readFrame()).contains("\"authenticated\",\"id\":3");
        }
    }

    private static byte[] authenticate(int id, String token) {
        return RawClient.FRAMES.text(
                ("{\"type\":\"authenticate\",\"id\":" + id + ",\"token\":\"" + token + "\"}").getBytes(UTF_8));
    }

    /** Each token with an unknown key requests a fetch; those with a known key must not wait for it. */
    @Test
    void aFailingKeyFetchDoesNotDelayTokensWithKnownKeys() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestService fetching = serve(
                        service.service.lane().equals("fast") ? LaneChoice.FAST : LaneChoice.CHANNEL,
                        pem,
                        Optional.of(URI.create("http://127.0.0.1:" + hanging.getLocalPort() + "/keys")))) {
            List<RawClient> unknown = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RawClient client = new RawClient(fetching.port());
                client.send(RawClient.handshake("/ws", bearer(forged(token("unknown", 3600)))));
                unknown.add(client);
            }
            try (RawClient known = new RawClient(fetching.port())) {
                known.socket.setSoTimeout(1500);
                known.send(RawClient.handshake("/ws", bearer(token(3600))));
                assertThat(known.readHead()).startsWith("HTTP/1.1 101 ");
            }
            for (RawClient client : unknown) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("Retry-After: ");
                client.close();
            }
        }
    }

    // ---- in short

    private static String frameAfterPings(RawClient client) throws IOException {
        String frame = client.readFrame();
        while (frame.startsWith("ping")) {
            frame = client.readFrame();
        }
        return frame;
    }

    private static byte[] chunk(String text) {
        return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(ISO_8859_1);
    }

    /** A token that no other test has used, so that it has to be verified. */
    private static String token(int seconds) throws GeneralSecurityException {
        return token("", seconds);
    }

    /**
     * @param kid the name of its key; empty for none
     */
    private static synchronized String token(String kid, int seconds) throws GeneralSecurityException {
        String head = base64(
                ("{\"alg\":\"RS256\"" + (kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"") + "}").getBytes(UTF_8));
        String claims = base64(("{\"exp\":" + Instant.now().plusSeconds(seconds).getEpochSecond() + ",\"jti\":" + made++
                        + ",\"carillon.subscribe\":[\"news.*\"],\"carillon.publish\":\"news.*\"}")
                .getBytes(UTF_8));
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(keys.getPrivate());
        signing.update((head + "." + claims).getBytes(UTF_8));
        return head + "." + claims + "." + base64(signing.sign());
    }

    private static String forged(String token) {
        return token.substring(0, token.length() - 8) + "AAAAAAAA";
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").getBytes(ISO_8859_1);
    }

    private static byte[] post(String path, String headers, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }
}
