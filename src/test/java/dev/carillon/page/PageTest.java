package dev.carillon.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.server.Service;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a user can do on the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Browser browser;
    private Service service;

    @BeforeAll
    void startBrowser() throws IOException {
        browser = Browser.start(Browser.findDriver().orElseGet(PageTest::doWithoutBrowser));
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
    void itLoadsWithoutAComplaintFromTheBrowser() {
        browser.complaints();
        browser.open(url("/"));
        browser.awaitText("#state", "Connected");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPatternHearsWhatIsPublishedByHttp() throws Exception {
        openSubscribed("news.*");
        publish("news.sport", "text/plain", "match point");
        browser.awaitText(".message .payload", "match point");
        assertThat(browser.texts(".message .topic")).containsExactly("news.sport");
        browser.awaitText(".subscription .count", "1");
        browser.awaitText("#total", "1");
    }

    @Test
    void severalSubscriptionsShareOneConnectionAndAMessageThatTwoHearIsShownOnce() throws Exception {
        openSubscribed("news.*,**,prices.gold");
        publish("news.sport", "text/plain", "match point");
        browser.awaitText(".message .payload", "match point");
        // Only now: between topics no order holds.
        publish("prices.gold", "text/plain", "2100");
        browser.awaitText(".message .payload", "2100");
        assertThat(browser.texts(".message .payload")).containsExactly("2100", "match point");
    }

    @Test
    void whatTheFormPublishesArrives() {
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
    void whatIsNotJsonIsNotSentAsJson() {
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
    void anUnsubscribedTopicIsSilentAndAReloadKeepsTheOthers() throws Exception {
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
        assertThat(browser.texts(".message .payload"))
                .hasSize(200)
                .startsWith("number 250")
                .endsWith("number 51");
    }

    @Test
    void afterARestartItComesBackAndSubscribesAgain() throws Exception {
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

    /** With a preflight, for JSON is no simple request. */
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
    void aPageOfAnotherHostMayDoNeither() throws Exception {
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
                .contains("carillon_publications_total{loop=\"0\"} 0.0");
    }

    private String metrics() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + service.managementPort() + "/metrics");
        return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
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

    /** A developer without a browser loses these tests only; CI must have one. */
    private static Path doWithoutBrowser() {
        String missing = "the page's tests need chromium and chromedriver on the PATH, and chromedriver is not there";
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing);
        }
        return abort(missing);
    }
}
