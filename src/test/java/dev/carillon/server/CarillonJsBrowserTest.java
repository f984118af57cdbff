package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.page.Browser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What carillon.js promises for the tabs of a browser: tabs that are frozen, and tabs that share a connection. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CarillonJsBrowserTest {
    private static final String CONNECTIONS = "carillon_connections ";

    private Browser browser;
    private PageHost pages;
    private TestService service;

    /** Stays empty: without a tab there is no browser. */
    private String home;

    /** The first tab of a test, and the newest one. */
    private String first = "";

    private String newest = "";

    @BeforeAll
    void startBrowser() throws IOException {
        browser = Browser.startIfThere();
        pages = JavaScript.pages();
        home = browser.tab();
    }

    @AfterAll
    void closeBrowser() {
        if (browser != null) {
            browser.close();
            pages.close();
        }
    }

    @BeforeEach
    void start() {
        service = new TestService(CarillonJsTest.settings(0));
    }

    @AfterEach
    void closeTabs() {
        for (String tab : browser.tabs()) {
            if (!tab.equals(home)) {
                browser.turnTo(tab);
                browser.closeTab();
            }
        }
        browser.turnTo(home);
        service.close();
    }

    // ---- one tab

    @Test
    void aPageInTheBackForwardCacheDisconnectsAndResumesWhenItIsShown() throws Exception {
        for (String type : List.of("Carillon", "SharedCarillon")) {
            JavaScript page = page();
            page.evaluate(
                    "globalThis.shown = []; addEventListener('pageshow', ({persisted}) => shown.push(persisted))");
            subscribe(page, type);
            publish("before");
            page.await("got.length === 1");
            browser.evaluate("location.href = '/elsewhere'");
            awaitSubscribers(0);
            publish("meanwhile");
            browser.await(
                    "the other page",
                    () -> browser.evaluate("return location.pathname").equals("/elsewhere"));
            browser.goBack();
            page.await("globalThis.shown?.join() === 'true'");
            publish("after");
            page.await("got.length === 3");
            assertThat(page.evaluate("return got.join()")).isEqualTo("before,meanwhile,after");
            assertThat(page.evaluate("bells.close(); return told.join()")).isEqualTo("");
        }
    }

    @Test
    void aFrozenTabResumesWhenItIsThawed() throws Exception {
        JavaScript page = page();
        subscribe(page, "Carillon");
        publish("one");
        page.await("got.length === 1");
        freeze(true);
        publish("two");
        publish("three");
        freeze(false);
        page.await("got.length === 3");
        assertThat(page.evaluate("return got.join() + told.join()")).isEqualTo("one,two,three");
    }

    /** A worker does not have the features of Node either. */
    @Test
    void aWorkerCanRunAClient() throws Exception {
        JavaScript worker = new JavaScript.Worker(page());
        subscribe(worker, "Carillon");
        assertThat(worker.evaluate("return bells.publish('news.a', 'hello').then(({topic}) => topic)"))
                .isEqualTo("news.a");
        worker.await("got.join() === 'hello'");
        assertThat(worker.evaluate("return typeof document + typeof process + typeof Buffer"))
                .isEqualTo("undefined".repeat(3));
    }

    // ---- several tabs

    @Test
    void tabsShareOneConnectionAndEachReceivesItsOwnSubscriptions() throws Exception {
        JavaScript one = page();
        subscribe(one, "SharedCarillon");
        publish("early");
        one.await("got.length === 1");
        JavaScript two = anotherTab();
        two.evaluate("globalThis.past = []; globalThis.chat = []; globalThis.bytes = [];");
        subscribe(two, "SharedCarillon");
        two.evaluate("bells.subscribe('news.a', ({data}) => past.push(data), {last: 5});"
                + "bells.subscribe('chat.*', ({data}) => chat.push(data));"
                + "bells.subscribe('**', ({data, topic}) => topic === 'chat.b' && bytes.push(data));");
        two.await("past.length === 1 && joined.has('chat.*') && joined.has('**')");
        assertThat(connections()).isEqualTo(1);
        two.evaluate("await bells.publish('chat.a', {n: 1}); await bells.publish('chat.b', new Uint8Array([0, 255]))");
        publish("late");
        two.await("past.length === 2 && got.length === 1 && chat.length === 2 && bytes.length === 1");
        assertThat(two.evaluate("return JSON.stringify([got, past, chat[0], [...chat[1]], [...bytes[0]]])"))
                .isEqualTo("[[\"late\"],[\"early\",\"late\"],{\"n\":1},[0,255],[0,255]]");
        assertThat(two.evaluate("return bells.publish('not..one', 1).catch(({code}) => code)"))
                .isEqualTo("invalid-topic");
        assertThat(two.evaluate("return told.join()")).isEqualTo("");
        two.evaluate("bells.subscribe('not..one', () => {}, {}, ({code}) => told.push(code))");
        two.await("told.length === 2");
        assertThat(two.evaluate("return told.join()")).isEqualTo("invalid-topic,error not..one");
        browser.closeTab();
        browser.turnTo(first);
        one.await("got.length === 2");
        awaitSubscribers("/topics/chat.x", 0);
        assertThat(one.evaluate("return got.join() + told.join()")).isEqualTo("early,late");
    }

    @Test
    void tabsShareAnEventStreamWhenWebSocketsAreBlocked() throws Exception {
        JavaScript one = page();
        one.evaluate("delete globalThis.WebSocket");
        subscribe(one, "SharedCarillon");
        JavaScript two = anotherTab();
        two.evaluate("delete globalThis.WebSocket");
        subscribe(two, "SharedCarillon");
        two.evaluate("globalThis.more = []; bells.subscribe('more', ({data}) => more.push(data))");
        two.await("joined.has('more')");
        assertThat(connections()).isEqualTo(1);
        two.evaluate("await bells.publish('more', 'a'); await bells.publish('news.a', 'b')");
        two.await("more.join() + got.join() === 'ab'");
        browser.turnTo(first);
        one.await("got.join() === 'b'");
        browser.closeTab();
        publish("c");
        browser.turnTo(newest);
        two.await("got.join() === 'b,c'");
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void clientsWithDifferentGroupsOrTokensDoNotShareAConnection() throws Exception {
        JavaScript page = page();
        page.evaluate("""
                globalThis.three = ['', 'ann', 'ann'].map((group) => new SharedCarillon('ws://127.0.0.1:%1$d', {group}));
                three.push(new SharedCarillon('ws://127.0.0.1:%1$d', {token: 'one'}));
                """.formatted(service.port()));
        page.await("three.every(({state}) => state === 'open')");
        assertThat(connections()).isEqualTo(3);
        page.evaluate("three.forEach((one) => one.close())");
        awaitConnections(0);
    }

    @Test
    void anotherTabTakesTheConnectionOfATabThatHangs() throws Exception {
        JavaScript hanging = page();
        subscribe(hanging, "SharedCarillon");
        JavaScript next = anotherTab();
        subscribe(next, "SharedCarillon");
        publish("one");
        next.await("got.length === 1");
        browser.turnTo(first);
        hanging.evaluate("setTimeout(() => { for (const end = Date.now() + 3_000; Date.now() < end;) {} }, 50)");
        browser.turnTo(newest);
        next.await("states.includes('waiting')");
        publish("two");
        next.await("got.length === 2");
        browser.turnTo(first);
        publish("three");
        hanging.await("got.length === 3");
        assertThat(hanging.evaluate("return got.join() + told.join()")).isEqualTo("one,two,three");
    }

    /** The connection drops the tab when 10,000 messages wait for it; else it would be lost for all tabs. */
    @Test
    void aTabThatWasFrozenForLongMissesNoMessage() throws Exception {
        subscribe(page(), "SharedCarillon");
        JavaScript frozen = anotherTab();
        subscribe(frozen, "SharedCarillon");
        publish("0");
        frozen.await("got.length === 1");
        freeze(true);
        CarillonJsTest.storm(service, "news.a", 1, 15_000);
        browser.turnTo(first);
        new JavaScript.Page(browser).await("got.length === 15_000");
        browser.turnTo(newest);
        freeze(false);
        frozen.await("got.length === 15_000");
        assertThat(frozen.evaluate("return got.every((data, i) => +data === i) + told.join()"))
                .isEqualTo("true");
    }

    /** Tabs open, close, crash, freeze, thaw, leave and return while messages come, whichever has the connection. */
    @Test
    void tabsMissNoMessageWhenOthersCloseCrashOrFreeze() throws Exception {
        Random random = new Random(42);
        subscribe(page(), "SharedCarillon");
        List<String> open = new ArrayList<>(List.of(first));
        AtomicBoolean enough = new AtomicBoolean();
        Thread publisher = Thread.ofPlatform().start(() -> {
            for (int i = 0; !enough.get(); i++) {
                CarillonJsTest.storm(service, "news.a", i, i + 1);
            }
            CarillonJsTest.storm(service, "news.a", -1, 0);
        });
        for (int step = 0; step < 12; step++) {
            if (open.size() < 4) {
                JavaScript tab = anotherTab();
                subscribe(tab, "SharedCarillon");
                tab.await("got.length > 0");
                open.add(newest);
            }
            String tab = open.get(random.nextInt(open.size()));
            browser.turnTo(tab);
            switch (step % 4) {
                case 0 -> freeze(true);
                case 1 -> {
                    if (open.size() > 1) {
                        browser.closeTab();
                        open.remove(tab);
                    }
                }
                case 2 -> {
                    if (open.size() > 1) {
                        crash();
                        open.remove(tab);
                    }
                }
                default -> {
                    freeze(true);
                    freeze(false);
                }
            }
        }
        enough.set(true);
        publisher.join();
        for (String tab : open) {
            browser.turnTo(tab);
            freeze(false);
            JavaScript page = new JavaScript.Page(browser);
            page.await("got.at(-1) === '-1'");
            assertThat(page.evaluate("return got.slice(0, -1).every((data, i) => +data === +got[0] + i) + told.join()"))
                    .as("tab %s of %s", tab, open)
                    .isEqualTo("true");
        }
        assertThat(connections()).isEqualTo(1);
    }

    // ---- in short

    private JavaScript.Page page() {
        JavaScript.Page page = anotherTab();
        first = newest;
        return page;
    }

    private JavaScript.Page anotherTab() {
        browser.turnTo(home);
        newest = browser.openTab("about:blank");
        return JavaScript.Page.of(browser, pages);
    }

    private void subscribe(JavaScript page, String type) {
        page.evaluate("""
                Object.assign(globalThis, {got: [], told: [], states: [], joined: new Set()});
                globalThis.bells = new %s('ws://127.0.0.1:%d', {times: {wait: 10, waitMost: 30, ping: 500, open: 500}});
                bells.addEventListener('state', ({state}) => states.push(state));
                bells.addEventListener('subscribed', ({topic}) => joined.add(topic));
                bells.addEventListener('missed', ({topic}) => told.push(`missed ${topic}`));
                bells.addEventListener('error', ({topic}) => told.push(`error ${topic}`));
                bells.subscribe('news.*', ({data}) => got.push(data));
                """.formatted(type, service.port()));
        page.await("joined.has('news.*')");
    }

    private void freeze(boolean frozen) {
        browser.tell("Page.setWebLifecycleState", new JsonObject().put("state", frozen ? "frozen" : "active"));
    }

    private void crash() {
        try {
            browser.tell("Page.crash", new JsonObject());
        } catch (IllegalStateException crashed) {
            // There is nothing left to answer.
        }
    }

    private void publish(String text) throws Exception {
        service.publish("news.a", text);
    }

    private void awaitSubscribers(int subscribers) throws Exception {
        awaitSubscribers("/topics/news.a", subscribers);
    }

    private void awaitSubscribers(String path, int subscribers) throws Exception {
        while (!service.get(path).body().contains("\"subscribers\":" + subscribers + "}")) {
            Thread.onSpinWait();
        }
    }

    private void awaitConnections(int count) throws Exception {
        while (connections() != count) {
            Thread.onSpinWait();
        }
    }

    private int connections() throws Exception {
        return service.manage("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(CONNECTIONS))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(CONNECTIONS.length())))
                .sum();
    }
}
