package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Sha256;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.page.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code of {@code docs/browser.md} works on a page of another host, with the configuration and the policy of the
 * document; and pages receive what its table says.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserDocumentTest {
    private static final String KEY = "carillon_browser-0000000000000000000000000000000000000";

    /** A page with the elements that the blocks of the document use. */
    private static final String PAGE =
            "<!doctype html><button id=stop>Stop</button><script type=module src=page.js></script>";

    /** The code before a block. */
    private static final String BEGIN = """
            import {Carillon} from '%s/carillon.js';
            const bells = new Carillon('%s', %s);
            window.shown = [];
            const show = (topic, text) => shown.push(`${topic} ${text}`.trim());
            """;

    /** Shows all events of a client. */
    private static final String LISTEN = """
            window.waits = [];
            bells.addEventListener('state', ({state, waitMs, reason}) => {
                show(state, reason ? reason.code ?? 'without a code' : '');
                waits.push(...waitMs ? [waitMs] : []);
            });
            for (const type of ['subscribed', 'missed', 'error']) {
                bells.addEventListener(type, ({topic}) => show(type, topic));
            }
            bells.subscribe('t', ({topic, data}) => show(topic, data));
            """;

    private Browser browser;
    private PageHost host;
    private ServeProcess service;
    private BrowserDocument document;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        browser = Browser.startIfThere();
        host = new PageHost();
        Path config = folder.resolve("carillon.yaml");
        Files.writeString(config, configuration());
        service = ServeProcess.start("--config", config.toString());
        document = BrowserDocument.read(url());
    }

    /** The configuration of the document, and a topic that needs a token. */
    private String configuration() throws IOException {
        return BrowserDocument.read("").only("yaml").replace("https://www.example.com", host.elsewhere())
                + """

                anonymous: {subscribe: [news.*, chat.*, prices.*], publish: [news.*, chat.*, prices.*, private.*]}
                api-keys: [{name: page, sha256: %s, subscribe: private.*}]
                """.formatted(HexFormat.of().formatHex(Sha256.of(KEY.getBytes(UTF_8))));
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
            host.close();
            service.close();
        }
    }

    @AfterEach
    void leave() {
        browser.open("about:blank");
    }

    @Test
    void eachCodeBlockIsOfATestedKind() {
        assertThat(document.examples())
                .extracting(DocumentExample::kind)
                .allMatch(Set.of("html", "js", "jsx", "vue", "yaml", "http")::contains);
    }

    // ---- the code

    @Test
    void theHtmlFileSubscribesFromAnotherHost() throws Exception {
        host.put("/file.html", document.only("html"));
        service.publish("news.before", "was before");
        browser.open(host.elsewhere() + "/file.html");
        browser.awaitText("#news li", "news.before: was before");
        service.publish("news.today", "<b>now</b>");
        browser.awaitText("#news li", "news.today: <b>now</b>");
        service.publishJson("news.today", "{\"n\":1}");
        browser.awaitText("#news li", "news.today: {\"n\":1}");
    }

    @Test
    void aSubscriptionStartsWithTheLastMessageAndCanBeEnded() throws Exception {
        service.publish("news.stop", "one");
        open(document.script("news.unsubscribe()"));
        awaitShown("news.stop one");
        service.publish("news.stop", "two");
        awaitShown("news.stop two");
        browser.click("#stop");
        awaitSubscribers("news.stop", 0);
    }

    @Test
    void aForAwaitLoopUnsubscribesWhenItEnds() throws Exception {
        open(document.script("for await"));
        awaitSubscribers("prices.gold", 1);
        service.publish("prices.gold", "2400");
        service.publish("prices.gold", "2600");
        awaitShown("gold 2400");
        awaitShown("gold 2600");
        awaitSubscribers("prices.gold", 0);
    }

    @Test
    void aReloadedPageResumesAfterItsLastMessage() throws Exception {
        service.publish("news.a", "one");
        open(document.script("sessionStorage"));
        awaitShown("news.a one");
        leave();
        service.publish("news.a", "two");
        browser.open(host.elsewhere() + "/");
        awaitShown("news.a two");
        assertThat(shown()).isEqualTo("news.a two");
    }

    @Test
    void thePublishBlockShowsTheIdOrTheError() {
        String block = document.script("await bells.publish");
        open(block);
        browser.await("an id", () -> shown().contains("chat.lobby published as "));
        open(block.replace("chat.lobby", "private.sub.ann"));
        browser.await("a refusal", () -> shown().contains("private.sub.ann not published: forbidden "));
    }

    @Test
    void thePageShowsItsStateAndRefusedSubscriptions() {
        open(document.script("addEventListener('missed'") + "bells.subscribe('private.ann', () => {});");
        awaitShown("state open websocket");
        awaitShown("refused private.ann: forbidden");
    }

    @Test
    void aTokenOfTheBackEndGivesMorePermissions() throws Exception {
        host.put("/token", KEY);
        open(document.script("fetch('/token')")
                + "mine.addEventListener('subscribed', ({topic}) => show('subscribed', topic));");
        awaitShown("subscribed private.ann");
        service.publish("private.ann", "for ann");
        awaitShown("private.ann for ann");
    }

    // ---- what happens when

    @Test
    void aClientWithARefusedTokenWaitsWith401() {
        listen(url(), "token: 'carillon_wrong'");
        awaitShown("waiting 401");
        awaitShown("connecting");
    }

    @Test
    void aPageOfAForbiddenOriginWaitsWithoutACode() throws Exception {
        try (PageHost other = new PageHost()) {
            other.put("/", PAGE);
            other.put("/carillon.js", Files.readString(Path.of("js/carillon.js")));
            other.put("/page.js", BEGIN.formatted("", url(), "{}") + LISTEN);
            browser.open(other.elsewhere() + "/");
            awaitShown("waiting without a code");
        }
    }

    @Test
    void aPageThatReceives503WaitsAtLeastForRetryAfter() throws Exception {
        ServiceSettings small = settings(0)
                .with(new AdmissionSettings(OptionalInt.of(1), 4096, Optional.empty(), Duration.ofSeconds(10)));
        try (TestService full = new TestService(small);
                RawClient first = full.open("/topics/t")) {
            listen("http://127.0.0.1:" + full.port(), "");
            awaitShown("waiting 503");
            assertThat(((Number) browser.evaluate("return waits[0]")).doubleValue())
                    .isGreaterThanOrEqualTo(1000);
            assertThat(first.socket.isClosed()).isFalse();
        }
    }

    @Test
    void aPageWaitsWith1012AfterAStopAndReportsMissedAfterARestart() throws Exception {
        TestService first = new TestService(settings(0));
        int port = first.port();
        listen("http://127.0.0.1:" + port, "");
        awaitShown("subscribed t");
        first.close();
        awaitShown("waiting 1012");
        try (TestService second = new TestService(settings(port))) {
            awaitShown("missed t");
            second.publish("t", "goes on");
            awaitShown("t goes on");
            leave();
        }
    }

    // ---- in short

    private static ServiceSettings settings(int port) {
        return TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(new Listening("127.0.0.1", port, 0));
    }

    /** Runs a block on a page of another host, with the policy of the document. */
    private void open(String block) {
        host.put("/", PAGE, document.only("http").strip().replaceFirst("^Content-Security-Policy: ", ""));
        host.put("/page.js", BEGIN.formatted(url(), url(), "{}") + block);
        browser.open(host.elsewhere() + "/");
    }

    /** Opens a page of another port of this host that shows the events of its client. */
    private void listen(String service, String options) {
        host.put("/", PAGE);
        host.put("/page.js", BEGIN.formatted(service, service, "{" + options + "}") + LISTEN);
        browser.open(host.here() + "/");
    }

    private void awaitShown(String line) {
        browser.await(
                "'" + line + "' among:\n" + shown(),
                () -> shown().lines().toList().contains(line));
    }

    private String shown() {
        return String.valueOf(browser.evaluate("return window.shown?.join('\\n') ?? ''"));
    }

    private void awaitSubscribers(String topic, int count) {
        browser.await(count + " subscribers of " + topic, () -> {
            try {
                return service.hasSubscribers(topic, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String url() {
        return "http://127.0.0.1:" + service.port;
    }
}
