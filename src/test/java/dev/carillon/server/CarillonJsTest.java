package dev.carillon.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TokenSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.page.Browser;
import dev.carillon.server.FaultyNetwork.Upgrades;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What carillon.js promises on a network that fails in many ways, in each runtime, with WebSockets and without. */
@Timeout(60)
@ParameterizedClass
@MethodSource("places")
class CarillonJsTest {
    private static final String KEY = "carillon_tester-00000000000000000000000000000000000000";

    /** The runtime. */
    enum Place {
        // Node 20 has a WebSocket behind a flag, and none without it.
        NODE,
        NODE_WITHOUT_WEBSOCKET,
        PAGE,
        /** A page that shares its connection with other tabs, of which there are none. */
        SHARED,
        DENO,
        BUN;

        boolean hasWebSocket() {
            return this != NODE_WITHOUT_WEBSOCKET;
        }
    }

    /** Other runtimes on request: {@code mvn test -Dtest=CarillonJsTest -Djs.places=DENO,BUN}. */
    static Stream<Place> places() {
        String names = System.getProperty("js.places", "NODE,NODE_WITHOUT_WEBSOCKET,PAGE,SHARED");
        return Stream.of(names.split(",")).map(Place::valueOf);
    }

    private static final String SECRET = "of-the-tests-0123456789abcdef0123456789abcdef";

    private Instant began = Instant.now();

    /** How long a client waits for a WebSocket. */
    private int openMs = 5_000;

    private static @Nullable Browser browser;
    private static PageHost pages;

    private final Place place;
    private TestService service;
    private FaultyNetwork network;
    private JavaScript client;

    CarillonJsTest(Place place) {
        this.place = place;
    }

    @BeforeAll
    static void startPages() throws IOException {
        pages = JavaScript.pages();
    }

    @AfterAll
    static void closeBrowser() {
        pages.close();
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        service = new TestService(settings(0));
        network = new FaultyNetwork(service.port());
        client = switch (place) {
            case NODE -> new JavaScript.Node("--experimental-websocket");
            case NODE_WITHOUT_WEBSOCKET -> new JavaScript.Node("--no-experimental-websocket");
            case DENO -> new JavaScript.Node(ScriptRuntime.DENO);
            case BUN -> new JavaScript.Node(ScriptRuntime.BUN);
            case PAGE, SHARED -> JavaScript.Page.of(browser(), pages);
        };
        if (place == Place.SHARED) {
            client.evaluate("globalThis.Carillon = SharedCarillon");
        }
    }

    private static Browser browser() throws IOException {
        if (browser == null) {
            browser = Browser.startIfThere();
        }
        return browser;
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        network.close();
        service.close();
    }

    @Test
    void eachRememberedMessageArrivesOnceAndInOrderWhenTheNetworkIsCut() throws Exception {
        Random random = new Random(42);
        open("");
        client.evaluate("""
                Object.assign(globalThis, {all: [], some: [], looped: []});
                Object.assign(got, {toJSON: () => ({all: all.join(), some: some.join(), looped: looped.join()})});
                bells.subscribe('news.**', ({data}) => all.push(data));
                bells.subscribe('news.even', ({data}) => some.push(data));
                (async () => { for await (const {data} of bells.topic('*.*')) { looped.push(data); } })();
                """);
        client.await("joined.size === 3");
        network.resetAfter(() -> random.nextInt(300, 4000));
        network.reset();
        for (int i = 0; i < 300; i++) {
            service.publish(i % 2 == 0 ? "news.even" : "news.odd", Integer.toString(i));
        }
        network.resetAfter(() -> Integer.MAX_VALUE);
        client.await("all.length >= 300 && some.length >= 150 && looped.length >= 300");
        assertThat(client.evaluate("return all.join()")).isEqualTo(numbers(0, 300, 1));
        assertThat(client.evaluate("return some.join()")).isEqualTo(numbers(0, 300, 2));
        assertThat(client.evaluate("return looped.join()")).isEqualTo(numbers(0, 300, 1));
        assertThat(client.evaluate("return told.join()")).isEqualTo("");
        assertThat((Integer) client.evaluate("return states.filter(state => state === 'waiting').length"))
                .as("the network was cut while messages came")
                .isGreaterThan(0);
    }

    @Test
    void aPublicationIsPublishedOnceWhenItsAnswersAreLost() throws Exception {
        Random random = new Random(7);
        open("");
        client.await("bells.state === 'open'");
        network.resetAfter(() -> random.nextInt(0, 1500));
        network.reset();
        client.evaluate("""
                for (let i = 0; i < 30; i++) {
                    bells.publish('news.mine', i).then(({id}) => got.push(id));
                }
                """);
        network.resetAfter(() -> random.nextInt(400, 4000));
        client.await("got.length === 30");
        network.resetAfter(() -> Integer.MAX_VALUE);
        String remembered = service.get("/topics/news.mine/messages?limit=1000").body();
        assertThat(remembered.split("\"data\":")).hasSize(31);
        assertThat(client.evaluate("return new Set(got).size")).isEqualTo(30);
        for (int i = 0; i < 30; i++) {
            assertThat(remembered).contains("\"data\":" + i + "}");
        }
    }

    @Test
    void theClientWaitsAsTheStoppedServiceAsksAndReportsARestart() throws Exception {
        open("");
        subscribe("news.*", "");
        service.publish("news.a", "before");
        client.await("got.length === 1");
        int port = service.port();
        service.close();
        client.await("states.includes('waiting')");
        assertThat(client.evaluate("return waits[0] > (/after (\\d+) ms/.exec(messages[0])?.[1] ?? 0)"))
                .as("it waits for what the service asked for, and more: %s", client.evaluate("return messages[0]"))
                .isEqualTo(true);
        service = new TestService(settings(port));
        service.publish("news.a", "while away");
        client.await("got.length === 2");
        service.publish("news.a", "after");
        client.await("got.length === 3");
        assertThat(client.evaluate("return got.join()")).isEqualTo("before,while away,after");
        assertThat((String) client.evaluate("return told.join()")).startsWith("missed");
    }

    @Test
    void aReconnectReportsMissedForATopicThatIsNotRemembered() throws Exception {
        open("");
        subscribe("chat", "");
        service.publish("chat", "one");
        client.await("got.length === 1");
        assertThat(client.evaluate("return told.join()")).isEqualTo("");
        network.reset();
        client.await("told.length > 0 && bells.state === 'open'");
        service.publish("chat", "two");
        client.await("got.length === 2");
        assertThat(client.evaluate("return got.join()")).isEqualTo("one,two");
    }

    @Test
    void aRefusedTokenIsReplaced() throws Exception {
        service.close();
        service = new TestService(settings(0)
                .with(AccessSettings.defaults()
                        .with(List.of(new ApiKey("tester", ApiKey.Hash.of(KEY), everything())), Permissions.NONE)));
        network.leadTo(service.port());
        open("token: (refused) => { asked.push(refused); return refused ? '" + KEY + "' : 'carillon_wrong'; }");
        subscribe("news.*", "");
        assertThat(client.evaluate("return bells.publish('news.a', 'hello').then(({topic}) => topic)"))
                .isEqualTo("news.a");
        client.await("got.join() === 'hello'");
        assertThat(client.evaluate("return JSON.stringify(asked.slice(0, 2))")).isEqualTo("[null,\"carillon_wrong\"]");
        assertThat(client.evaluate("return reasons.join()")).isEqualTo("401");
    }

    @Test
    void aTokenIsReplacedOnTheOpenConnectionBeforeItExpires(@TempDir Path folder) throws Exception {
        assumeTrue(place.hasWebSocket(), "an event stream ends with its token");
        restartWithTokens(folder);
        open("token: (refused) => { asked.push(refused); return asked.length === 1 ? '%s' : '%s'; }"
                .formatted(token(20, "news.*"), token(3600, "**")));
        subscribe("news.*", "");
        client.await("asked.length === 2");
        // The first token does not permit this.
        assertThat(client.evaluate("return bells.publish('chat', 1).then(({topic}) => topic)"))
                .isEqualTo("chat");
        assertThat(client.evaluate("return asked[1]")).isEqualTo(token(20, "news.*"));
        assertThat(client.evaluate("return states.join() + told.join()")).isEqualTo("connecting,open websocket");
    }

    @Test
    void anExpiredTokenIsReplacedAndNothingIsMissed(@TempDir Path folder) throws Exception {
        restartWithTokens(folder);
        String first = token(3, "**");
        open("token: (refused) => { asked.push(refused); return Date.now() < %d ? '%s' : '%s'; }"
                .formatted(began.plusSeconds(3).getEpochSecond() * 1_000, first, token(3600, "**")));
        subscribe("news.*", "");
        client.evaluate("await bells.publish('news.a', 'before')");
        client.await("states.includes('waiting') && bells.state === 'open'");
        client.evaluate("await bells.publish('news.a', 'after')");
        client.await("got.join() === 'before,after'");
        assertThat(client.evaluate("return told.join()")).isEqualTo("");
        assertThat(client.evaluate("return reasons.join()")).isEqualTo(place.hasWebSocket() ? "3000" : "ended");
        if (place.hasWebSocket()) {
            assertThat(client.evaluate("return asked.at(-1)")).isEqualTo(first);
        }
    }

    private void restartWithTokens(Path folder) throws IOException {
        service.close();
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        TokenSettings tokens = new TokenSettings(List.of(secret), Optional.empty(), Optional.empty(), Optional.empty());
        service = new TestService(settings(0)
                // With a short idle timeout, expired tokens are checked more often.
                .with(TestService.sockets(Duration.ofSeconds(3), PingChoice.AUTO, 65536))
                .with(new AccessSettings(false, tokens, List.of(), Permissions.NONE)));
        network.leadTo(service.port());
        began = Instant.now();
    }

    /** Returns equal tokens for equal arguments. */
    private String token(int seconds, String topics) throws GeneralSecurityException {
        String text = base64("{\"alg\":\"HS256\"}".getBytes(US_ASCII)) + "."
                + base64("{\"exp\":%d,\"carillon.subscribe\":\"%3$s\",\"carillon.publish\":\"%3$s\",\"jti\":%2$d}"
                        .formatted(began.plusSeconds(seconds).getEpochSecond(), seconds, topics)
                        .getBytes(US_ASCII));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(US_ASCII), "HMAC"));
        return text + "." + base64(mac.doFinal(text.getBytes(US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void aRefusedSubscriptionEndsAloneAndCloseEndsAll() throws Exception {
        open("");
        subscribe("news.*", "");
        client.evaluate("""
                bells.subscribe('not..one', () => {}, {}, (error) => got.push(error.code));
                globalThis.loop = (async () => { for await (const one of bells.topic('neither..')) {} })()
                    .catch(() => 'thrown');
                globalThis.rest = (async () => { for await (const one of bells.topic('news.x')) {} })();
                """);
        assertThat(client.evaluate("return loop")).isEqualTo("thrown");
        client.await("told.filter(what => what.startsWith('error')).length === 2");
        client.await("bells.state === 'open'");
        service.publish("news.a", "hello");
        client.await("got.includes('hello')");
        client.evaluate("bells.close(); await rest");
        assertThat(client.evaluate("return bells.publish('news.a', 1).catch(({code}) => code)"))
                .isEqualTo("closed");
        assertThat(client.evaluate("return bells.state")).isEqualTo("closed");
    }

    @Test
    void eachSubscriptionReceivesTheEarlierMessagesItRequests() throws Exception {
        for (int i = 0; i < 10; i++) {
            service.publish("news.a", Integer.toString(i));
        }
        open("");
        client.evaluate("""
                globalThis.late = []; globalThis.again = [];
                globalThis.first = bells.subscribe('news.a', ({data}) => got.push(data), {last: 3});
                """);
        client.await("got.length === 3");
        client.evaluate("bells.subscribe('news.a', ({data}) => late.push(data), {last: 5})");
        client.await("late.length === 5");
        client.evaluate(
                "bells.subscribe('news.*', ({data}) => again.push(data), {since: first.id.split(':')[0] + ':2'})");
        client.await("again.length === 8");
        client.await("bells.state === 'open'");
        service.publish("news.a", "10");
        client.await("got.length === 4 && late.length === 6 && again.length === 9");
        assertThat(client.evaluate("return [got, late, again].join(' ')"))
                .isEqualTo("7,8,9,10 5,6,7,8,9,10 2,3,4,5,6,7,8,9,10");
        assertThat(client.evaluate("return told.join()")).isEqualTo("");
    }

    @Test
    void aSilentConnectionIsReplaced() throws Exception {
        openPinging();
        subscribe("news.*", "");
        network.stall(true);
        service.publish("news.a", "hidden");
        client.await("states.includes('waiting')");
        network.stall(false);
        client.await("got.join() === 'hidden'");
    }

    /** Like a frozen tab, on a machine whose clock was set meanwhile. */
    @Test
    void aClientContinuesAfterItWasSuspended() throws Exception {
        openPinging();
        subscribe("news.*", "");
        service.publish("news.a", "one");
        client.await("got.length === 1");
        client.evaluate("""
                const {now} = Date;
                Date.now = () => now() - 86_400_000;
                for (const end = performance.now() + 500; performance.now() < end;) {}
                """);
        service.publish("news.a", "two");
        client.await("got.join() === 'one,two'");
        assertThat(client.evaluate("return bells.publish('news.a', 'three').then(({topic}) => topic)"))
                .isEqualTo("news.a");
        client.await("got.join() === 'one,two,three'");
    }

    /** Each of them requires another event stream. */
    @Test
    void addedTopicsDoNotDisturbOtherSubscriptions() throws Exception {
        open("");
        subscribe("news.**", "");
        client.evaluate("globalThis.added = []");
        for (int i = 0; i < 200; i++) {
            service.publish("news.t" + i % 5, Integer.toString(i));
            if (i % 20 == 10) {
                client.evaluate("""
                        const texts = [];
                        added.push(texts);
                        bells.subscribe('news.t%d', ({data}) => texts.push(+data), {since: subscription.id.split(':')[0] + ':0'});
                        """.formatted(i / 20 % 5));
            }
        }
        client.await("got.length === 200 && added.every((texts) => texts.length === 40)");
        assertThat(client.evaluate("return got.join()")).isEqualTo(numbers(0, 200, 1));
        assertThat(client.evaluate(
                        "return added.every((texts, n) => texts.every((text, i) => text === n % 5 + 5 * i))"))
                .isEqualTo(true);
        assertThat(client.evaluate("return told.join()")).isEqualTo("");
    }

    @Test
    void onlyTheRemainingSubscriptionsAreRestoredAfterCuts() throws Exception {
        openPinging();
        client.evaluate("""
                Object.assign(globalThis, {kept: new Map(), ends: []});
                globalThis.toggle = (topic) => {
                    if (kept.has(topic)) {
                        kept.get(topic).unsubscribe();
                        kept.delete(topic);
                    } else {
                        kept.set(topic, bells.subscribe(topic, ({data}) => data === 'end' && ends.push(topic)));
                    }
                };
                """);
        for (int i = 0; i < 10; i++) {
            network.reset();
            client.evaluate("for (let i = 0; i < 501; i++) { toggle(`news.t${Math.floor(Math.random() * 6)}`); }");
        }
        for (int i = 0; i < 6; i++) {
            awaitSubscribed(
                    "news.t" + i,
                    client.evaluate("return kept.has('news.t" + i + "')").equals(true) ? 1 : 0);
        }
        for (int i = 0; i < 6; i++) {
            service.publish("news.t" + i, "end");
        }
        client.await("ends.length === kept.size");
        assertThat(client.evaluate("return ends.sort().join() === [...kept.keys()].sort().join()"))
                .isEqualTo(true);
    }

    @Test
    void payloadsKeepTheirType() throws Exception {
        open("");
        client.evaluate("""
                bells.subscribe('kinds', ({data}) => got.push(data));
                """);
        awaitSubscribed("kinds", 1);
        client.evaluate("""
                await bells.publish('kinds', 'say "hello"\\u2028\\n');
                await bells.publish('kinds', {n: [1, null]});
                await bells.publish('kinds', null);
                await bells.publish('kinds', new Uint8Array([0, 255, 16]).subarray(1));
                await bells.publish('kinds', new Uint8Array(20_000).fill(7).buffer);
                """);
        client.await("got.length === 5");
        assertThat(client.evaluate("return JSON.stringify(got.slice(0, 3))"))
                .isEqualTo("[\"say \\\"hello\\\"\u2028\\n\",{\"n\":[1,null]},null]");
        assertThat(client.evaluate("return got[3].join() + ' ' + got[4].length + ' ' + got[4][19_999]"))
                .isEqualTo("255,16 20000 7");
    }

    /** With a million on request: {@code mvn test -Dtest=CarillonJsTest -Djs.messages=1000000}. */
    @Test
    @Timeout(3600)
    void thousandsOfMessagesDoNotLeakMemory() throws Exception {
        int rounds = Integer.getInteger("js.messages", 20_000) / 5_000;
        open("");
        client.evaluate("globalThis.count = 0; globalThis.wrong = 0; "
                + "bells.subscribe('news.**', ({data}) => { wrong += +data !== count++ % 5_000; })");
        awaitSubscribed("news.storm", 1);
        long before = 0;
        long began = System.nanoTime();
        for (int round = 1; round <= rounds; round++) {
            storm(service, "news.t", 0, 5_000);
            client.await("count === " + round * 5_000);
            // The runtime has compiled and cached what it keeps by then.
            if (round == Math.max(1, rounds / 5)) {
                before = client.heapBytes();
            }
        }
        long after = client.heapBytes();
        System.out.printf(
                "%s: %,d messages in %d s, heap %,d and then %,d bytes%n",
                place,
                rounds * 5_000,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                before,
                after);
        assertThat(after - before).isLessThan(500_000);
        assertThat(client.evaluate("return wrong + told.join()")).isEqualTo("0");
    }

    /** For half a minute on request: {@code mvn test -Dtest=CarillonJsTest -Djs.rate=10000}. */
    @Test
    @Timeout(120)
    void messagesAtASteadyRateArriveOnceAndInOrder() throws Exception {
        int rate = Integer.getInteger("js.rate", 2_000);
        int seconds = rate == 2_000 ? 1 : 30;
        open("");
        client.evaluate("""
                Object.assign(globalThis, {count: 0, wrong: 0, late: new Uint32Array(30_000)});
                bells.subscribe('news.*', ({data: [i, due]}) => {
                    wrong += i !== count++;
                    late[Math.max(0, Math.min(Date.now() - due, 29_999))]++;
                });
                """);
        awaitSubscribed("news.paced", 1);
        long before = client.heapBytes();
        int each = rate / 100;
        long startMs = System.currentTimeMillis();
        for (int batch = 0; batch < 100 * seconds; batch++) {
            long dueMs = startMs + 10L * batch;
            LockSupport.parkUntil(dueMs);
            publish(
                    service,
                    IntStream.range(batch * each, batch * each + each)
                            .mapToObj(i -> "{\"topic\":\"news.paced\",\"data\":[" + i + "," + dueMs + "]}\n")
                            .collect(joining()));
        }
        client.await("count === " + 100 * seconds * each);
        System.out.printf(
                "%s: %,d messages a second for %d s, behind by p50 %s ms, p99 %s ms, at most %s ms; heap %,d and then %,d bytes%n",
                place, rate, seconds, lateness(0.5), lateness(0.99), lateness(1), before, client.heapBytes());
        assertThat(client.evaluate("return wrong + told.join()")).isEqualTo("0");
        assertThat(client.evaluate("return states.includes('waiting')")).isEqualTo(false);
        assertThat(client.heapBytes() - before).isLessThan(1_500_000);
    }

    private Object lateness(double part) {
        return client.evaluate(
                "let rest = count * " + part + "; return late.findIndex((these) => (rest -= these) <= 0)");
    }

    @Test
    void aPublicationThatIsTooLongFailsAlone() throws Exception {
        open("");
        subscribe("news.*", "");
        assertThat(client.evaluate("return bells.publish('news.a', 'x'.repeat(1 << 21)).catch(({code}) => code)"))
                .isEqualTo("too-long");
        client.evaluate("await bells.publish('news.a', 'short')");
        client.await("got.join() === 'short'");
        assertThat(client.evaluate("return got.length")).isEqualTo(1);
    }

    @Test
    void aClientThatReceives503WaitsAtLeastForRetryAfter() throws Exception {
        service.close();
        service = new TestService(settings(0)
                .with(new AdmissionSettings(OptionalInt.of(1), 4096, Optional.empty(), Duration.ofSeconds(10))));
        network.leadTo(service.port());
        try (RawClient first = service.open("/topics/t")) {
            open("");
            client.evaluate("bells.subscribe('news.a', ({data}) => got.push(data))");
            client.await("waits.length > 0");
            assertThat(client.evaluate("return reasons[0]")).isEqualTo(503);
            assertThat(((Number) client.evaluate("return waits[0]")).doubleValue())
                    .isGreaterThanOrEqualTo(1000);
            assertThat(first.socket.isClosed()).isFalse();
        }
    }

    // ---- where WebSockets are blocked

    @Test
    void theClientUsesAnEventStreamWhileWebSocketsAreBlocked() throws Exception {
        boolean hasSocket = place.hasWebSocket();
        openMs = 500;
        for (Upgrades way : hasSocket ? List.of(Upgrades.REFUSE, Upgrades.SWALLOW) : List.of(Upgrades.PASS)) {
            // Connections that were accepted before could be used for the next WebSocket.
            network.reset();
            network.upgrades(way);
            open("");
            subscribe("news.*", "");
            client.await("states.at(-1) === 'open event-stream'");
            client.evaluate("await bells.publish('news.a', 'one')");
            client.await("got.length === 1");
            network.upgrades(Upgrades.PASS);
            client.evaluate("for (let i = 0; i < 300; i++) { bells.publish('news.a', i); }");
            if (hasSocket) {
                client.await("states.at(-1) === 'open websocket'");
            }
            client.await("got.length === 301");
            assertThat(client.evaluate("return got.join()")).isEqualTo("one," + numbers(0, 300, 1));
            assertThat(client.evaluate("bells.close(); return told.join()")).isEqualTo("");
        }
    }

    // ---- in short

    /** Publishes these numbers as texts, in one request. */
    static void storm(TestService service, String topic, int from, int to) {
        publish(
                service,
                IntStream.range(from, to)
                        .mapToObj(i -> "{\"topic\":\"" + topic + "\",\"data\":\"" + i + "\"}\n")
                        .collect(joining()));
    }

    private static void publish(TestService service, String lines) {
        try (RawClient publisher = new RawClient(service.port())) {
            publisher.send(
                    ("POST /publish HTTP/1.0\r\nHost: h\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                                    + lines.length() + "\r\n\r\n" + lines)
                            .getBytes(US_ASCII));
            publisher.readRest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServiceSettings settings(int port) {
        return TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(new Listening("127.0.0.1", port, 0))
                .with(List.of(new TopicSettings(
                        new TopicPattern("news.**"),
                        SlowReaderPolicy.DISCONNECT,
                        Optional.of(new HistoryBounds(20_000, Long.MAX_VALUE, Duration.ZERO)),
                        false,
                        Optional.empty())));
    }

    private static Permissions everything() {
        List<TopicPattern> all = List.of(new TopicPattern("**"));
        return new Permissions(all, all);
    }

    /**
     * @param options more options of the client
     */
    private void open(String options) {
        open(15_000, options);
    }

    /** A client that soon detects a silent connection. A stream may be silent four times as long. */
    private void openPinging() {
        open(place.hasWebSocket() ? 200 : 50, "");
    }

    private void open(int pingMs, String options) {
        client.evaluate("""
                Object.assign(globalThis, {got: [], told: [], states: [], waits: [], reasons: [], messages: [], asked: []});
                globalThis.bells = new Carillon('ws://127.0.0.1:%d/', {
                    times: {wait: 10, waitMost: 30, open: %d, again: 100, ping: %d}, %s});
                bells.addEventListener('state', ({state, transport, waitMs, reason}) => {
                    states.push(transport ? `${state} ${transport}` : state);
                    if (reason) {
                        waits.push(waitMs);
                        reasons.push(reason.code);
                        messages.push(reason.message);
                    }
                });
                globalThis.joined = new Set();
                bells.addEventListener('subscribed', ({topic}) => joined.add(topic));
                bells.addEventListener('missed', ({topic}) => told.push(`missed ${topic}`));
                bells.addEventListener('error', ({topic}) => told.push(`error ${topic}`));
                """.formatted(network.port(), openMs, pingMs, options));
    }

    private void subscribe(String topic, String options) throws Exception {
        client.evaluate("globalThis.subscription = bells.subscribe('" + topic + "', ({data}) => got.push(data), {"
                + options + "})");
        client.await("subscription.id !== undefined");
    }

    private void awaitSubscribed(String topic, int subscribers) throws Exception {
        String name = topic.replace("**", "x").replace("*", "x");
        while (!service.get("/topics/" + name).body().contains("\"subscribers\":" + subscribers + "}")) {
            Thread.onSpinWait();
        }
    }

    private static String numbers(int from, int to, int step) {
        return IntStream.iterate(from, i -> i < to, i -> i + step)
                .mapToObj(Integer::toString)
                .collect(joining(","));
    }
}
