package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.CidrBlock;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.ProxySettings;
import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TokenSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The rates of API keys and of wrong credentials, on each way in. */
@ParameterizedClass
@EnumSource(names = {"FAST", "CHANNEL"})
class RatesOfKeysTest {
    private static final String BUSY = "carillon_busy-0000000000000000000000000000000000000000";
    private static final String QUIET = "carillon_quiet-000000000000000000000000000000000000000";
    private static final String WRONG = "carillon_wrong-000000000000000000000000000000000000000";
    private static final String NONE = "";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Optional<Rate> THREE = Optional.of(Rate.perMinute(3));
    private static final Optional<Rate> NO_LIMIT = Optional.empty();
    private static final Limits THREE_OF_A_KEY = new Limits(THREE, NO_LIMIT, NO_LIMIT);
    private static final String ATTACKER = "127.0.0.2";
    private static final String NEIGHBOUR = "127.0.0.3";

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");

    private final LaneChoice lane;

    RatesOfKeysTest(LaneChoice lane) {
        this.lane = lane;
    }

    @Test
    void thePublishRateOfAnApiKeyHoldsOverAllItsConnections() throws Exception {
        try (TestService service = service(new RateSettings(THREE_OF_A_KEY, Limits.NONE, NO_LIMIT));
                RawClient session = open(service, "/ws", BUSY);
                RawClient raw = open(service, "/topics/t", BUSY)) {
            assertThat(session.readFrame()).contains("welcome");
            session.sendText("{\"type\":\"publish\",\"id\":1,\"topic\":\"other\",\"data\":1}");
            assertThat(session.readFrame()).contains("published");
            raw.sendText("two");
            assertThat(raw.readFrame()).isEqualTo("text two");
            assertThat(post(service, BUSY)).startsWith("HTTP/1.1 202 ");

            assertThat(post(service, BUSY))
                    .startsWith("HTTP/1.1 429 ")
                    .containsPattern("(?i)\r\nretry-after: (1\\d|20)\r\n")
                    .contains("expected at most 3/m publications of one API key, but was one more: try again in ");
            session.sendText("{\"type\":\"publish\",\"id\":2,\"topic\":\"other\",\"data\":1}");
            assertThat(session.readFrame()).contains("\"id\":2,\"code\":\"rate-limited\"");
            assertThat(raw.readFrame()).isEqualTo("text hello");
            raw.sendText("four");
            assertThat(raw.readFrame()).startsWith("close 1013 expected at most 3/m publications of one API key");
            assertThat(service.metric("carillon_rate_limited_total{limit=\"publish-rate-per-key\"}"))
                    .isEqualTo(3);

            assertThat(post(service, QUIET)).startsWith("HTTP/1.1 202 ");
            for (int i = 0; i < 5; i++) {
                assertThat(post(service, NONE)).as("without a key").startsWith("HTTP/1.1 202 ");
            }
        }
    }

    @Test
    void theSubscribeRateOfAnApiKeyHoldsOverAllItsConnections() throws Exception {
        try (TestService service = service(new RateSettings(Limits.NONE, THREE_OF_A_KEY, NO_LIMIT));
                RawClient session = open(service, "/ws", BUSY)) {
            open(service, "/topics/t", BUSY).close();
            StreamClient.open(service, "/events?topic=a", bearer(BUSY)).close();
            assertThat(session.readFrame()).contains("welcome");
            session.sendText("{\"type\":\"subscribe\",\"id\":1,\"topic\":\"a\"}");
            assertThat(session.readFrame()).contains("subscribed");
            session.sendText("{\"type\":\"subscribe\",\"id\":2,\"topic\":\"b\"}");
            assertThat(session.readFrame()).contains("\"id\":2,\"code\":\"rate-limited\"");
            assertThat(handshake(service.client(0), BUSY)).startsWith("HTTP/1.1 429 ");
            assertThat(handshake(service.client(0), QUIET)).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where a machine has all of 127.0.0.0/8
    void anAddressWithTooManyWrongKeysReceives429AndValidKeysStillWork() throws Exception {
        try (TestService service = service(new RateSettings(Limits.NONE, Limits.NONE, THREE))) {
            for (int i = 0; i < 3; i++) {
                assertThat(handshake(from(ATTACKER, service), WRONG)).startsWith("HTTP/1.1 401 ");
            }
            assertThat(handshake(from(ATTACKER, service), WRONG))
                    .startsWith("HTTP/1.1 429 ")
                    .containsPattern("(?i)\r\nretry-after: (1\\d|20)\r\n")
                    .contains("expected at most 3/m failed logins of one address, but was one more: try again in ");
            assertThat(post(from(ATTACKER, service), WRONG)).startsWith("HTTP/1.1 429 ");
            assertThat(handshake(from(ATTACKER, service), QUIET)).startsWith("HTTP/1.1 101 ");
            assertThat(handshake(from(ATTACKER, service), NONE)).startsWith("HTTP/1.1 101 ");
            assertThat(handshake(from(NEIGHBOUR, service), WRONG)).startsWith("HTTP/1.1 401 ");
            assertThat(service.metric("carillon_rate_limited_total{limit=\"failed-logins-per-address\"}"))
                    .isEqualTo(2);
            assertThat(service.metric("carillon_logins_denied_total{reason=\"unknown-key\"}"))
                    .isEqualTo(4);
        }
    }

    @Test
    void aSessionWithTooManyWrongKeysIsRateLimitedButAcceptsAValidKey() throws Exception {
        try (TestService service = service(new RateSettings(Limits.NONE, Limits.NONE, THREE));
                RawClient session = open(service, "/ws", QUIET)) {
            assertThat(session.readFrame()).contains("welcome");
            assertAFourthWrongKeyIsTooMany(session);
            session.sendText(authenticate(BUSY));
            assertThat(session.readFrame()).contains("\"type\":\"authenticated\"");
        }
    }

    /**
     * Verifying an HMAC takes little, but more than a request: an attacker's tokens must not be verified without a
     * limit.
     */
    @Test
    void onlyKnownTokensAreAcceptedFromAnAddressWithTooManyWrongOnes(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        ServiceSettings settings = settings(new RateSettings(Limits.NONE, Limits.NONE, THREE));
        TokenSettings tokens = new TokenSettings(List.of(secret), Optional.empty(), Optional.empty(), Optional.empty());
        try (TestService service =
                new TestService(settings.with(new AccessSettings(false, tokens, List.of(), Permissions.ALL)))) {
            assertThat(post(from(ATTACKER, service), token("known"))).startsWith("HTTP/1.1 202 ");
            for (int i = 0; i < 3; i++) {
                assertThat(post(from(ATTACKER, service), token("wrong" + i) + "A"))
                        .startsWith("HTTP/1.1 401 ");
            }
            assertThat(post(from(ATTACKER, service), token("new"))).startsWith("HTTP/1.1 429 ");
            assertThat(post(from(ATTACKER, service), token("known"))).startsWith("HTTP/1.1 202 ");
            assertThat(post(from(NEIGHBOUR, service), token("new"))).startsWith("HTTP/1.1 202 ");
            assertThat(post(from(ATTACKER, service), token("new"))).startsWith("HTTP/1.1 202 ");
        }
    }

    private static String token(String subject) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HMAC"));
        String text = base64("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + base64(("{\"sub\":\"" + subject + "\",\"exp\":4102444800}").getBytes(UTF_8));
        return text + "." + base64(mac.doFinal(text.getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A session does not store the address of its client, and that of the proxy is shared by all clients. */
    @Test
    void failedLoginsBehindATrustedProxyAreCountedPerSession() throws Exception {
        ProxySettings proxies = new ProxySettings(List.of(CidrBlock.of("127.0.0.1")), false);
        try (TestService service = new TestService(settings(new RateSettings(Limits.NONE, Limits.NONE, THREE))
                        .with(proxies));
                RawClient session = open(service, "/ws", QUIET);
                RawClient another = open(service, "/ws", QUIET)) {
            assertThat(session.readFrame()).contains("welcome");
            assertThat(another.readFrame()).contains("welcome");
            assertAFourthWrongKeyIsTooMany(session);
            another.sendText(authenticate(WRONG));
            assertThat(another.readFrame()).contains("unauthorized");
            session.sendText(authenticate(BUSY));
            assertThat(session.readFrame()).contains("\"type\":\"authenticated\"");
        }
    }

    /** Three wrong keys are refused, and the answer to the fourth has a retry time. */
    private static void assertAFourthWrongKeyIsTooMany(RawClient session) throws IOException {
        for (int i = 0; i < 3; i++) {
            session.sendText(authenticate(WRONG));
            assertThat(session.readFrame()).contains("unauthorized");
        }
        session.sendText(authenticate(WRONG));
        assertThat(session.readFrame())
                .contains("\"code\":\"rate-limited\"")
                .containsPattern("\"retryAfterMs\":(1\\d|20)\\d{3}}$");
    }

    private static String authenticate(String key) {
        return "{\"type\":\"authenticate\",\"id\":1,\"token\":\"" + key + "\"}";
    }

    private static String bearer(String key) {
        return key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    }

    private static RawClient from(String address, TestService service) throws IOException {
        return RawClient.from(address, service.port());
    }

    private static RawClient open(TestService service, String path, String key) throws IOException {
        return RawClient.open(service.client(0), path, bearer(key));
    }

    private static String handshake(RawClient client, String key) throws IOException {
        try (client) {
            client.send(RawClient.handshake("/topics/t", bearer(key)));
            String head = client.readHead();
            Matcher length = LENGTH.matcher(head);
            return length.find() ? head + client.readBytes(Integer.parseInt(length.group(1))) : head;
        }
    }

    private static String post(TestService service, String key) throws IOException {
        return post(service.client(0), key);
    }

    private static String post(RawClient client, String key) throws IOException {
        try (client) {
            client.send(("POST /topics/t HTTP/1.1\r\nHost: h\r\n" + bearer(key) + "Content-Length: 5\r\n\r\nhello")
                    .getBytes(UTF_8));
            return client.readAnswer();
        }
    }

    private TestService service(RateSettings rates) {
        return new TestService(settings(rates));
    }

    private ServiceSettings settings(RateSettings rates) {
        return TestService.settings(lane, 1, SocketSettings.defaults())
                .with(rates)
                .with(AccessSettings.defaults()
                        .with(
                                List.of(
                                        new ApiKey("busy", ApiKey.Hash.of(BUSY), Permissions.ALL),
                                        new ApiKey("quiet", ApiKey.Hash.of(QUIET), Permissions.ALL)),
                                Permissions.ALL));
    }
}
