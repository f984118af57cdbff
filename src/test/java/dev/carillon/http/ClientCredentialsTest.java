package dev.carillon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Credentials;
import dev.carillon.config.Origins;
import dev.carillon.handshake.OpeningHead;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCredentialsTest {
    private static final String WEBSOCKET = "Upgrade: websocket";
    private static final String COOKIE = "Cookie: a=b; carillon-token=one; c=d";
    private static final Origins LISTED = Origins.of(List.of("https://app.example.com"));

    @Test
    void aRequestMayHaveNoCredentials() {
        assertThat(of("/ws")).isEqualTo(Credentials.NONE);
        assertThat(of("/ws?tokens=one", "Authorization: Basic b25l", "Sec-WebSocket-Protocol: carillon.v1"))
                .isEqualTo(Credentials.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer one",
                "authorization: bearer   one ",
                "AUTHORIZATION: BEARER one",
                "Sec-WebSocket-Protocol: carillon.v1, bearer.one",
                "Sec-WebSocket-Protocol: bearer.one,carillon.raw",
            })
    void aHeaderMayCarryAToken(String header) {
        assertThat(of("/ws", header)).isEqualTo(new Credentials.Presented("one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws?token=one", "/ws?a=b&token=one", "/ws?t%6fken=%6fne"})
    void theQueryMayCarryAToken(String target) {
        assertThat(of(target)).isEqualTo(new Credentials.Presented("one"));
    }

    /** They are refused as invalid tokens; the client does not count as anonymous. */
    @Test
    void anEmptyOrUnreadableTokenCountsAsPresented() {
        for (Credentials each : List.of(
                of("/ws", "Authorization: Bearer"),
                of("/ws", "Authorization: Bearer "),
                of("/ws", "Sec-WebSocket-Protocol: bearer."),
                of("/ws?token"),
                of("/ws?token=%FF"))) {
            assertThat(each).isEqualTo(new Credentials.Presented(""));
        }
    }

    @Test
    void theSameTokenTwiceIsOneToken() {
        assertThat(of("/ws?token=one", "Authorization: Bearer one", "Sec-WebSocket-Protocol: bearer.one"))
                .isEqualTo(new Credentials.Presented("one"));
    }

    @Test
    void differentTokensAreSeveral() {
        assertThat(of("/ws?token=two", "Authorization: Bearer one")).isEqualTo(Credentials.SEVERAL);
        assertThat(of("/ws?token=one&token=two")).isEqualTo(Credentials.SEVERAL);
        assertThat(of("/ws", "Authorization: Bearer one", "Authorization: Bearer two"))
                .isEqualTo(Credentials.SEVERAL);
        assertThat(of("/ws", "Sec-WebSocket-Protocol: bearer.one, bearer.two")).isEqualTo(Credentials.SEVERAL);
    }

    @Test
    void otherCredentialsOverrideACookie() {
        assertThat(of("/ws", "Authorization: Bearer two", COOKIE)).isEqualTo(new Credentials.Presented("two"));
    }

    @Test
    void aCookieOfAPageOfTheHostOrAListedPageCounts() {
        for (String origin : List.of("http://localhost", "https://localhost:8443", "https://app.example.com")) {
            assertThat(of("/ws", WEBSOCKET, COOKIE, "Origin: " + origin))
                    .describedAs(origin)
                    .isEqualTo(new Credentials.Presented("one"));
        }
    }

    @Test
    void aCookieDoesNotCountFromAnOriginNotListedByName() {
        Origins all = Origins.of(List.of("*", "https://app.example.com"));
        assertThat(ClientCredentials.of(
                        head("/ws", WEBSOCKET, COOKIE, "Origin: https://evil.example"), Optional.of(all)))
                .isEqualTo(Credentials.NONE);
        assertThat(ClientCredentials.of(
                        head("/ws", WEBSOCKET, COOKIE, "Origin: https://app.example.com"), Optional.of(all)))
                .isEqualTo(new Credentials.Presented("one"));
    }

    /**
     * Browsers send an origin with each WebSocket; a client that sends a cookie without one is not a browser, or an
     * attack.
     */
    @Test
    void aCookieDoesNotCountForAWebSocketWithoutAnOrigin() {
        assertThat(of("/ws", WEBSOCKET, COOKIE)).isEqualTo(Credentials.NONE);
    }

    /** A page of the host sends no origin with requests that only read, such as an EventSource. */
    @Test
    void aCookieCountsForAReadUnlessTheRequestIsCrossSite() {
        assertThat(of("/events", COOKIE)).isEqualTo(new Credentials.Presented("one"));
        assertThat(of("/events", COOKIE, "Sec-Fetch-Site: same-origin")).isEqualTo(new Credentials.Presented("one"));
        assertThat(of("/events", COOKIE, "Sec-Fetch-Site: cross-site")).isEqualTo(Credentials.NONE);
    }

    @Test
    void differentCookiesAreSeveral() {
        assertThat(of("/events", COOKIE, "Cookie: carillon-token=two")).isEqualTo(Credentials.SEVERAL);
    }

    @Test
    void credentialsAreNotShown() {
        assertThat(of("/ws?token=one").toString()).doesNotContain("one");
    }

    private static Credentials of(String target, String... headers) {
        return ClientCredentials.of(head(target, headers), Optional.of(LISTED));
    }

    private static OpeningHead head(String target, String... headers) {
        String text = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + (headers.length > 0 ? "\r\n" : "") + "\r\n";
        return OpeningHead.read(ByteBuffer.wrap(text.getBytes(ISO_8859_1))).orElseThrow();
    }
}
