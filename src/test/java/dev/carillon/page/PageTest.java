package dev.carillon.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.TokenSettings;
import dev.carillon.server.Service;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a user can do on the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private static final String KEY = "carillon_s3cretOfThePage";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Browser browser;
    private Service service;

    @BeforeAll
    void startBrowser() throws IOException {
        browser = Browser.startIfThere();
    }

    @AfterAll
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startService() {
        service = start(0);
    }

    @AfterEach
    void stopService() {
        await(service.stop());
    }

    @Test
    void thePageLoadsWithoutAnErrorOfTheBrowser() {
        browser.complaints();
        browser.open(url("/"));
        browser.awaitText("#state", "Connected");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aSubscriberOfAPatternReceivesPublicationsByHttp() throws Exception {
        openSubscribed("news.*");
        publish("news.sport", "text/plain", "match point");
        browser.awaitText(".message .payload", "match point");
        assertThat(browser.texts(".message .topic")).containsExactly("news.sport");
        browser.awaitText(".subscription .count", "1");
        browser.awaitText("#total", "1");
    }

    @Test
    void aMessageOfTwoSubscriptionsIsShownOnce() throws Exception {
        openSubscribed("news.*,**,prices.gold");
        publish("news.sport", "text/plain", "match point");
        browser.awaitText(".message .payload", "match point");
        // Only now, since there is no order between topics.
        publish("prices.gold", "text/plain", "2100");
        browser.awaitText(".message .payload", "2100");
        assertThat(browser.texts(".message .payload")).containsExactly("2100", "match point");
    }

    @Test
    void messagesOfTheFormArrive() {
        openSubscribed("greetings");
        browser.type("#topic", "greetings");
        browser.type("#payload", "it's noon");
        browser.click("#publish button");
        browser.awaitText("#publish-result", "Accepted");
        browser.awaitText(".message .payload", "it's noon");
        browser.awaitText(".message .kind", "text");
        assertThat(browser.texts("#curl").getFirst())
                .contains("/topics/greetings")
                .contains("--data-raw 'it'\\''s noon'");
    }

    @Test
    void jsonKeepsItsNumbersAsTheyWereSent() {
        openSubscribed("prices.*");
        browser.type("#topic", "prices.gold");
        browser.click("#publish input[value=json]");
        browser.type("#payload", "{\"id\": 12345678901234567890, \"price\": 1.0}");
        browser.click("#publish button");
        browser.awaitText(".message .payload", "{\"id\":12345678901234567890,\"price\":1.0}");
        browser.awaitText(".message .kind", "json");
    }

    @Test
    void invalidJsonIsNotSent() {
        openSubscribed("prices.*");
        browser.click("#publish input[value=json]");
        browser.type("#payload", "{price}");
        browser.click("#publish button");
        browser.awaitText("#publish-result[data-kind=problem]", "Not JSON");
    }

    @Test
    void binaryPayloadsAreShownInHex() throws Exception {
        openSubscribed("sensors");
        publish("sensors", "application/octet-stream", "\0AB");
        browser.awaitText(".message .payload", "00 41 42");
        browser.awaitText(".message .kind", "binary");
    }

    @Test
    void markupInAPayloadStaysText() throws Exception {
        openSubscribed("news.*");
        publish("news.sport", "text/plain", "<img src=x onerror=alert(1)>");
        browser.awaitText(".message .payload", "<img src=x onerror=alert(1)>");
        assertThat(browser.count(".message img")).isZero();
    }

    /** U+202E would reverse the rest of the line and the text after it. */
    @Test
    void invisibleCharactersAreShownAsMarks() throws Exception {
        openSubscribed("news.*");
        publish("news.sport", "text/plain; charset=utf-8", "safe\u202Eexe.txt\u001b[2J\ttab\r\nline\u2069\u200b");
        browser.awaitText(".message .payload", "safeU+202Eexe.txtU+001B[2J\ttab\r\nlineU+2069U+200B");
        assertThat(browser.texts(".message .mark")).containsExactly("U+202E", "U+001B", "U+2069", "U+200B");
        publish("news.sport", "application/json", "[\"\\u202e\",\"👩‍🚀\",\"می‌خواهم\"]");
        browser.awaitText(".message .payload", "[\"U+202E\",\"👩‍🚀\",\"می‌خواهم\"]");
        // Topics cannot have such characters, but a link may contain one; the service refuses it.
        browser.type("#payload", "x\u202Ey");
        assertThat(browser.texts("#curl").getFirst()).endsWith("--data-raw 'xU+202Ey'");
        browser.type("#pattern", "news.\u202Esport");
        browser.click("#subscribe button");
        browser.awaitText("#subscribe-error", "segment 2 contains U+202E (invalid-topic)");
    }

    @Test
    void textFromRightToLeftDoesNotChangeTheTextAroundIt() throws Exception {
        openSubscribed("news.*");
        publish("news.שלום", "text/plain; charset=utf-8", "مرحبا");
        browser.awaitText(".message .payload", "مرحبا");
        for (String place : new String[] {".message .topic", ".message .payload", ".line .topic", ".line .pattern"}) {
            assertThat(browser.evaluate("return getComputedStyle(document.querySelector('" + place + "')).unicodeBidi"))
                    .as(place)
                    .isEqualTo("isolate");
        }
        assertThat(browser.evaluate("return document.querySelector('.message .payload').matches(':dir(rtl)')"))
                .isEqualTo(true);
        assertThat(browser.evaluate("return document.querySelector('.message').matches(':dir(ltr)')"))
                .isEqualTo(true);
    }

    @Test
    void aBadTopicIsRefusedWithItsReason() {
        openSubscribed("news.*");
        browser.type("#pattern", "news..sport");
        browser.click("#subscribe button");
        browser.awaitText("#subscribe-error", "(invalid-topic)");
        assertThat(browser.texts(".subscription .pattern")).containsExactly("news.*");
        browser.type("#topic", "news.*");
        browser.click("#publish button");
        browser.await(
                "a reason from the service",
                () -> browser.texts("#publish-result[data-kind=problem]").stream()
                        .anyMatch(reason -> !reason.isBlank()));
    }

    @Test
    void anUnsubscribedTopicShowsNothingAndAReloadKeepsTheOthers() throws Exception {
        openSubscribed("news.*,prices.*");
        browser.click(".subscription[data-pattern='news.*'] .remove");
        browser.reload();
        browser.awaitText("#state", "Connected");
        browser.await(
                "one subscription",
                () -> browser.texts(".subscription.confirmed").size() == 1);
        publish("news.sport", "text/plain", "match point");
        publish("prices.gold", "text/plain", "2100");
        browser.awaitText(".message .payload", "2100");
        assertThat(browser.texts(".message .payload")).containsExactly("2100");
    }

    @Test
    void theListHoldsTheNewestTwoHundred() throws Exception {
        openSubscribed("numbers");
        for (int number = 1; number <= 250; number++) {
            publish("numbers", "text/plain", "number " + number);
        }
        browser.awaitText("#total", "250");
        browser.await("a calm list of 200", () -> browser.count(".message") == 200);
        assertThat(browser.texts(".message .payload"))
                .hasSize(200)
                .startsWith("number 250")
                .endsWith("number 51");
    }

    @Test
    void aStreamChangesThePageAtMostTenTimesASecond() {
        openSubscribed("numbers");
        browser.evaluate("""
                window.paints = [];
                window.rows = [];
                new MutationObserver(() => {
                    paints.push(performance.now());
                    rows.push(document.querySelectorAll('.message').length);
                }).observe(document.getElementById('messages'), {childList: true, subtree: true, characterData: true});
                const socket = new WebSocket(location.origin.replace('http', 'ws') + '/topics/numbers');
                let number = 0;
                socket.onopen = () => {
                    const timer = setInterval(() => {
                        for (let i = 0; i < 20; i++) {
                            socket.send(`number ${++number}`);
                        }
                        if (number === 1000) {
                            clearInterval(timer);
                        }
                    }, 20);
                };""");
        browser.awaitText("#total", "1,000");
        browser.await("a calm list of 200", () -> browser.count(".message") == 200);
        assertThat(browser.texts(".message .payload"))
                .hasSize(200)
                .startsWith("number 1000", "number 999")
                .endsWith("number 802", "number 801");
        assertThat(browser.evaluate("return paints.length <= 2 + (paints.at(-1) - paints[0]) / 100"))
                .as("at most one change in 100 ms")
                .isEqualTo(true);
        assertThat(browser.evaluate("return rows.includes(40)"))
                .as("40 rows in the stream")
                .isEqualTo(true);
    }

    @Test
    void messagesWithoutAConnectionArePublishedAfterTheReconnect() {
        openSubscribed("news.*");
        int port = service.port();
        await(service.stop());
        browser.awaitText("#state", "Disconnected");
        browser.click("#publish button");
        browser.awaitText("#publish-result", "Not connected: it is published when the service is back.");
        service = start(port);
        browser.awaitText("#state", "Connected");
        browser.awaitText("#publish-result", "Accepted");
    }

    @Test
    void thePageReconnectsAndSubscribesAgainAfterARestart() throws Exception {
        openSubscribed("news.*");
        int port = service.port();
        await(service.stop());
        browser.awaitText("#state", "Disconnected");
        service = start(port);
        browser.await(
                "the subscription again",
                () -> browser.texts(".subscription.confirmed").size() == 1);
        browser.awaitText("#state", "Connected");
        publish("news.sport", "text/plain", "match point");
        browser.awaitText(".message .payload", "match point");
    }

    /** With a preflight, since JSON is not a simple request. */
    @Test
    void aPageOfAnotherPortOfThisHostMayPublishAndSubscribe() {
        browser.open("http://127.0.0.1:" + service.managementPort() + "/livez");
        browser.evaluate("""
                const said = text => document.body.append(text);
                const socket = new WebSocket('ws://localhost:%1$d/topics/news');
                socket.onmessage = message => said(' heard ' + message.data);
                socket.onopen = () => fetch('http://localhost:%1$d/topics/news', {
                    method: 'POST', headers: {'Content-Type': 'application/json'}, body: '[1]'
                }).then(answer => answer.text()).then(text => said(' answered ' + text));
                """.formatted(service.port()));
        browser.awaitText("body", " heard [1]");
        browser.awaitText("body", " answered {\"topic\":\"news\"}");
    }

    @Test
    void aPageOfAnotherHostMayNotPublishOrSubscribe() throws Exception {
        browser.open("http://" + Browser.ELSEWHERE + ":" + service.managementPort() + "/livez");
        browser.evaluate("""
                const said = text => document.body.append(text);
                const socket = new WebSocket('ws://127.0.0.1:%1$d/topics/news');
                socket.onopen = () => said(' opened');
                socket.onerror = () => said(' refused');
                fetch('http://127.0.0.1:%1$d/topics/news', {method: 'POST', body: 'evil', mode: 'no-cors'})
                    .then(answer => said(' sent'), blocked => said(' blocked'));
                """.formatted(service.port()));
        browser.awaitText("body", " refused");
        browser.awaitText("body", " sent");
        assertThat(metrics())
                .contains("carillon_handshakes_refused_total{status=\"403\"} 1.0")
                .contains("carillon_publications_total 0.0");
    }

    private String metrics() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + service.managementPort() + "/metrics");
        return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
    }

    /** Requests it once, usable by keyboard, and never shows it. */
    @Test
    void aTokenIsRequestedIfTheServiceNeedsOneAndKeptUntilItIsRemoved() {
        browser.open(url("/"));
        browser.awaitText("#state", "Connected");
        assertThat(askedForAToken()).isFalse();
        assertThat(browser.count("#forget:not([hidden])")).isZero();

        startWithKey();
        browser.open(url("/#news.*"));
        browser.awaitText("#state", "Not connected: a token or an API key is needed");
        browser.awaitText("#login .problem", "expected");
        assertThat(browser.evaluate("return document.activeElement.id")).isEqualTo("token");
        assertThat(browser.evaluate("return document.activeElement.type + document.activeElement.labels.length"))
                .isEqualTo("password1");
        browser.type("#token", KEY + "\n");
        browser.awaitText("#state", "Connected");
        browser.await("the subscription", () -> browser.count(".subscription.confirmed") == 1);
        assertThat(askedForAToken()).isFalse();
        assertThat(browser.evaluate("return document.activeElement.id")).isEqualTo("pattern");

        browser.click("#publish button");
        browser.awaitText(".message .payload", "Good morning.");
        assertThat(browser.texts("#curl").getFirst()).contains("-H \"Authorization: Bearer $TOKEN\" \\\n");

        browser.reload();
        browser.awaitText("#state", "Connected");
        assertThat(askedForAToken()).isFalse();
        assertThat(browser.evaluate("return document.documentElement.outerHTML + document.getElementById('token').value"
                        + " + location + document.cookie + JSON.stringify(localStorage)"))
                .asString()
                .doesNotContain(KEY);

        browser.click("#forget");
        browser.awaitText("#state", "Not connected");
        assertThat(browser.evaluate("return sessionStorage.length + ' ' + document.activeElement.id"))
                .isEqualTo("0 token");
        assertThat(browser.texts("#curl").getFirst()).doesNotContain("Authorization");
    }

    @Test
    void aRefusedTokenIsRequestedAgainWithTheReason() {
        startWithKey();
        browser.open(url("/"));
        browser.awaitText("#state", "Not connected");
        browser.type("#token", "two words\n");
        browser.awaitText("#login .problem", "Expected a token or an API key, without spaces and quotes.");
        browser.type("#token", "carillon_other\n");
        browser.awaitText("#login .problem", "API key");
        browser.type("#token", KEY + "\n");
        browser.awaitText("#state", "Connected");
    }

    @Test
    void aTokenIsRequestedAtTheFirstActionThatNeedsOne() {
        serve(new Permissions(List.of(new TopicPattern("public.*")), List.of()));
        browser.open(url("/#public.a"));
        browser.await("the subscription", () -> browser.count(".subscription.confirmed") == 1);
        assertThat(askedForAToken()).isFalse();
        browser.type("#pattern", "news.*");
        browser.click("#subscribe button");
        browser.awaitText("#subscribe-error", "(forbidden)");
        browser.await("the field for a token", this::askedForAToken);
        browser.type("#token", KEY + "\n");
        browser.await("a new connection", () -> !askedForAToken());
        browser.awaitText("#state", "Connected");
        browser.type("#pattern", "news.*\n");
        browser.await("both subscriptions", () -> browser.count(".subscription.confirmed") == 2);
    }

    private boolean askedForAToken() {
        return Boolean.FALSE.equals(browser.evaluate("return document.getElementById('login')?.hidden ?? true"));
    }

    private void startWithKey() {
        serve(Permissions.NONE);
    }

    private void serve(Permissions anonymous) {
        await(service.stop());
        ApiKey key = new ApiKey("page", ApiKey.Hash.of(KEY), Permissions.ALL);
        service = await(Service.start(ServiceSettings.defaults()
                .with(new Listening("127.0.0.1", 0, 0))
                .with(new AccessSettings(false, TokenSettings.NONE, List.of(key), anonymous))
                .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100)))));
    }

    private static Service start(int port) {
        return await(Service.start(ServiceSettings.defaults()
                .with(new Listening("127.0.0.1", port, 0))
                .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100)))));
    }

    private void openSubscribed(String patterns) {
        browser.open(url("/#" + patterns));
        int count = patterns.split(",", -1).length;
        browser.await(
                "all of " + patterns,
                () -> browser.texts(".subscription.confirmed").size() == count);
    }

    private void publish(String topic, String contentType, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url("/topics/" + topic)))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + service.port() + path;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
