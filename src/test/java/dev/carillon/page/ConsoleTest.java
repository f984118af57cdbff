package dev.carillon.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.CompressionChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.TokenSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.server.Service;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures and topics on the page for operators. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {
    private static final String OPERATOR = "carillon_s3cretOfTheOperator";
    private static final String USER = "carillon_s3cretOfTheUser";
    private static final String TAB = "\uE004";
    private static final int MANY = 10_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    private Browser browser;
    private Service open;
    private Service guarded;

    @BeforeAll
    void start() throws IOException {
        browser = Browser.startIfThere();
        ServiceSettings settings = ServiceSettings.defaults()
                .with(new Listening("127.0.0.1", 0, 0))
                .withLoops(2)
                .with(new SocketSettings(
                        Duration.ofMinutes(1),
                        PingChoice.AUTO,
                        1 << 16,
                        1 << 16,
                        1 << 20,
                        MANY,
                        CompressionChoice.ON,
                        1 << 20))
                .with(List.of(new TopicSettings(
                        new TopicPattern("remembered.**"),
                        SlowReaderPolicy.DISCONNECT,
                        Optional.of(new HistoryBounds(1000, Long.MAX_VALUE, Duration.ZERO)),
                        false,
                        Optional.empty())))
                .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100)));
        open = await(Service.start(settings));
        guarded = await(Service.start(settings.with(new AccessSettings(
                false,
                TokenSettings.NONE,
                List.of(
                        new ApiKey("operator", ApiKey.Hash.of(OPERATOR), Permissions.ALL),
                        new ApiKey(
                                "user",
                                ApiKey.Hash.of(USER),
                                new Permissions(List.of(new TopicPattern("**")), List.of(new TopicPattern("**"))))),
                Permissions.NONE))));
    }

    @AfterEach
    void leave() {
        browser.open("about:blank");
        browser.screen(1280, 800, false);
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        await(open.stop());
        await(guarded.stop());
    }

    @Test
    void theFiguresOfTheNodeAreDrawn() throws Exception {
        browser.complaints();
        openPage("/#drawn.*");
        browser.awaitText("[data-figure=connections]", "1");
        publish("drawn.a", "x");
        browser.await(
                "a publication in a second",
                () -> !List.of("0", "–")
                        .contains(browser.texts("[data-figure=publications]").getFirst()));
        browser.awaitText("[data-figure=uptime]", " ");
        browser.awaitText("[data-figure=refusals]", "none");
        assertThat(browser.count("figure .plot canvas")).isEqualTo(6);
        assertThat(browser.evaluate("""
                const [canvas] = document.querySelectorAll('figure[data-series=connections] canvas');
                const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                return new Set(pixels.filter((value, i) => i % 4 === 3)).size > 2;""")).as("something is drawn").isEqualTo(true);
        assertThat(browser.evaluate("""
                return performance.getEntriesByType('resource').map(({name}) => new URL(name))
                    .filter(({host}) => host !== location.host).length""")).as("requests to other hosts").isEqualTo(0);
        assertThat(browser.complaints()).isEmpty();

        // Another page shows the last minutes before the next second.
        browser.open(url(open, "/"));
        browser.await(
                "the figures", () -> !browser.texts("[data-figure=uptime]").contains("–"));
        assertThat(
                        browser.evaluate(
                                "return fetch('/topics/$stats/messages?last=300').then(a => a.json()).then(a => a.messages.length > 1)"))
                .isEqualTo(true);
    }

    /** So that a proxy may serve it at /push/, and something else at /. */
    @Test
    void thePageRequestsNothingOutsideItsFolder() throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            try (exchange;
                    InputStream file = URI.create(url(open, path.replaceFirst("^/push/", "/")))
                            .toURL()
                            .openStream()) {
                exchange.getResponseHeaders()
                        .set("Content-Type", path.endsWith(".js") ? "text/javascript" : "text/html");
                exchange.sendResponseHeaders(200, 0);
                file.transferTo(exchange.getResponseBody());
            }
        });
        proxy.start();
        try {
            browser.open("http://127.0.0.1:" + proxy.getAddress().getPort() + "/push/");
            browser.await("a connection to be asked for", () -> asked.stream().anyMatch(path -> path.endsWith("/ws")));
        } finally {
            proxy.stop(0);
        }
        assertThat(asked).contains("/push/ws", "/push/carillon.js").allMatch(path -> path.startsWith("/push/"));
    }

    /** The table never has more than a hundred rows; the service searches. */
    @Test
    void manyTopicsCanBeSearched() {
        openPage("/");
        browser.evaluate("""
                window.confirmed = 0;
                window.sockets = [];
                for (let s = 0; s < 10; s++) {
                    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws', 'carillon.v1');
                    sockets.push(socket);
                    socket.onmessage = () => confirmed++;
                    socket.onopen = () => {
                        for (let i = 0; i < 1000; i++) {
                            socket.send(`{"type":"subscribe","topic":"many.${s * 1000 + i}"}`);
                        }
                    };
                }""");
        browser.await("all subscriptions", () -> ((Number) browser.evaluate("return confirmed")).intValue() >= MANY);
        browser.awaitText("#topics .shown", "the first 100 of 10,00");
        assertThat(browser.count("#topics tbody tr")).isEqualTo(100);
        browser.type("#search", "x.7777");
        browser.awaitText("#topics .shown", "Nothing found");
        browser.type("#search", ".9777");
        browser.awaitText("#topics .shown", "1 found");
        assertThat(browser.texts("#topics tbody .topic")).containsExactly("many.9777");
        browser.type("#search", "many.97");
        browser.awaitText("#topics .shown", "the first 100 of 111 found");
        assertThat(browser.texts("#topics [role=status]")).containsExactly("the first 100 of 111 found");
        assertThat(browser.count("#topics tbody tr")).isEqualTo(100);
        browser.evaluate("sockets.forEach((socket) => socket.close())");
        browser.type("#search", "many");
        browser.awaitText("#topics .shown", "Nothing found");
    }

    @Test
    void topicsAreShownWithTheirSubscribersAndRates() throws Exception {
        openPage("/#busy.a,busy.**");
        browser.awaitText("#topics tbody .topic", "busy.a");
        browser.evaluate("""
                const timer = setInterval(() => fetch('/topics/busy.a', {method: 'POST', body: 'x'}), 50);
                setTimeout(() => clearInterval(timer), 10000);""");
        browser.await("a rate", () -> ratesOf("busy.a") > 5 && ratesOf("busy.**") > 5);
        assertThat(browser.evaluate(
                        "return document.querySelector(\"tr[data-topic='busy.a'] .subscribers\").textContent"))
                .isEqualTo("1");
        browser.click("tr[data-topic='busy.a'] [data-use=publish]");
        assertThat(browser.evaluate("return document.getElementById('topic').value"))
                .isEqualTo("busy.a");
        // Topics of the service are neither in the table nor messages for a wildcard.
        browser.type("#pattern", "**\n");
        browser.await("all", () -> browser.count(".subscription.confirmed") == 3);
        publish("other", "y");
        browser.awaitText(".message .payload", "y");
        assertThat(browser.texts(".message .topic")).doesNotContain("$stats", "$topics");
        assertThat(browser.texts("#topics tbody .topic")).doesNotContain("$stats", "$topics");
    }

    private double ratesOf(String topic) {
        String rate = String.valueOf(browser.evaluate(
                "return document.querySelector(\"tr[data-topic='" + topic + "'] .rate\")?.textContent ?? ''"));
        return rate.isEmpty() ? 0 : Double.parseDouble(rate);
    }

    @Test
    void theHistoryOfATopicIsReadPageByPage() throws Exception {
        String lines = IntStream.rangeClosed(1, 120)
                .mapToObj(n -> new JsonObject()
                        .put("topic", "remembered.a")
                        .put("data", n + ".0")
                        .encode())
                .collect(Collectors.joining("\n"));
        post("/publish", "application/x-ndjson", lines, 200);
        post("/topics/remembered.a", "application/json", "{\"n\":12345678901234567890}", 202);
        openPage("/#remembered.*");
        browser.awaitText("#topics tbody .topic", "remembered.*");
        browser.click("tr[data-topic='remembered.*'] [data-use=history]");
        browser.awaitText("#history [role=status]", "the newest 50");
        assertThat(browser.texts("#history .payload"))
                .hasSize(50)
                .startsWith("{\"n\":12345678901234567890}", "120.0")
                .endsWith("72.0");
        browser.click("#history [data-turn=older]");
        browser.awaitText("#history .payload", "22.0");
        browser.click("#history [data-turn=older]");
        browser.awaitText("#history [role=status]", "messages 101 to 121, from the newest");
        assertThat(browser.texts("#history .payload")).startsWith("21.0").endsWith("1.0");
        assertThat(browser.count("#history [data-turn=older]:disabled")).isOne();
        browser.click("#history [data-turn=newest]");
        browser.awaitText("#history .payload", "120.0");
        browser.click("#history [data-turn=close]");
        assertThat(browser.count("dialog[open]")).isZero();
        // The focus is back where it was before.
        assertThat(browser.evaluate("return document.activeElement.title")).isEqualTo("History of remembered.*");
    }

    @Test
    void theReasonIsShownForATopicWithoutHistory() {
        openPage("/#forgotten");
        browser.awaitText("#topics tbody .topic", "forgotten");
        browser.click("tr[data-topic='forgotten'] [data-use=history]");
        browser.awaitText("#history [role=status]", "expected a topic that is remembered");
        browser.click("#history [data-turn=close]");
    }

    @Test
    void theCodeDoesTheSameAsTheForm() throws Exception {
        openPage("/#copied.*");
        browser.type("#topic", "copied.a");
        browser.type("#payload", "it's \"noon\" \\ naïve");
        runs(browser.texts("#curl").getFirst());
        browser.awaitText(".message .payload", "it's \"noon\" \\ naïve");
        browser.click("#clear");
        runsJava(browser.texts("#java").getFirst());
        browser.awaitText(".message .payload", "it's \"noon\" \\ naïve");
        browser.click("#clear");
        browser.evaluate("""
                import('/carillon.js').then(({Carillon}) =>
                    new Carillon(location.origin).publish('copied.a', 'by the client'));""");
        browser.awaitText(".message .payload", "by the client");
        assertThat(browser.texts("#javascript").getFirst())
                .contains("/carillon.js'")
                .contains("await bells.publish('copied.a', 'it\\'s \"noon\" \\\\ naïve');");
        browser.click("#publish-code [value=java]");
        assertThat(browser.evaluate(
                        "return document.querySelector('#publish-code pre:not([hidden])').dataset.language"))
                .isEqualTo("java");
    }

    private static void runs(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("{\"topic\":\"copied.a\"}");
    }

    /** Runs the code as a compact source file: imports, and the rest in {@code main}. */
    private void runsJava(String code) throws Exception {
        int end = code.indexOf("\n\n");
        Path file = Files.writeString(
                directory.resolve("Copied.java"),
                code.substring(0, end) + "\npublic class Copied { public static void main() throws Exception {"
                        + code.substring(end) + "}}",
                UTF_8);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", directory.toString(), file.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            loader.loadClass("Copied").getMethod("main").invoke(null);
        }
    }

    @Test
    void theCodeMentionsATokenWithoutShowingIt() {
        browser.open(url(guarded, "/"));
        browser.awaitText("#state", "Not connected");
        browser.type("#token", OPERATOR + "\n");
        browser.awaitText("[data-figure=connections]", "1");
        for (String code :
                List.of("curl", "javascript", "java", "subscribe-curl", "subscribe-javascript", "subscribe-java")) {
            assertThat(browser.texts("#" + code).getFirst())
                    .as(code)
                    .contains("TOKEN")
                    .doesNotContain(OPERATOR);
        }
        browser.click("#forget");
        browser.awaitText("#state", "Not connected");
    }

    @Test
    void messagesBeforeATokenIsEnteredAreShownAfterIt() throws Exception {
        browser.open(url(guarded, "/#remembered.b"));
        browser.awaitText("#state", "Not connected");
        browser.type("#token", USER + "\n");
        browser.await("the subscription", () -> browser.count(".subscription.confirmed") == 1);
        publishGuarded("before");
        browser.awaitText(".message .payload", "before");
        browser.click("#forget");
        browser.awaitText("#state", "Not connected");
        publishGuarded("meanwhile");
        browser.type("#token", USER + "\n");
        browser.awaitText(".message .payload", "meanwhile");
        assertThat(browser.texts(".message .payload")).containsExactly("meanwhile", "before");
        browser.click("#forget");
        browser.awaitText("#state", "Not connected");
    }

    private void publishGuarded(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(guarded, "/topics/remembered.b")))
                .header("Authorization", "Bearer " + USER)
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
    }

    /** A client that may subscribe to all topics may not read the service's topics; the rest of the page works. */
    @Test
    void theFiguresAreHiddenWithoutPermission() {
        browser.open(url(guarded, "/#mine"));
        browser.awaitText("#state", "Not connected");
        browser.type("#token", USER + "\n");
        browser.awaitText("#overview .why", "$stats");
        browser.await("the subscription", () -> browser.count(".subscription.confirmed") == 1);
        browser.awaitText("#topics tbody .topic", "mine");
        assertThat(browser.evaluate("return getComputedStyle(document.querySelector('.plots')).display"))
                .isEqualTo("none");
        browser.click("#forget");
        browser.awaitText("#state", "Not connected");
    }

    @ParameterizedTest
    @CsvSource({"360, 740, true", "768, 1024, false", "1440, 900, true", "2560, 1440, false"})
    void thePageFitsEachScreen(int width, int height, boolean dark) {
        browser.screen(width, height, dark);
        String name = "warehouse17.customernotifications.shipments.delayed.deliveries";
        openPage("/#a-long-topic-name.that-goes-on.and-on.and-on.until-it-is.much-wider-than-a-phone," + name);
        browser.awaitText("[data-figure=uptime]", " ");
        browser.awaitText("#topics tbody .topic", name);
        assertThat(browser.evaluate("""
                const lines = (text) => {
                    const range = document.createRange();
                    range.selectNodeContents(text);
                    return range.getClientRects().length;
                };
                return [...document.querySelectorAll('.topic, .pattern')].filter((e) => e.textContent === '%s')
                    .map((e) => [...e.children].filter((segment) => lines(segment.firstChild) !== 1).length)
                    .join()""".formatted(name)))
                .as("a name is broken between its segments alone, in the table and in the list")
                .isEqualTo("0,0");
        if (width >= 1440) {
            assertThat(browser.evaluate("return document.documentElement.scrollHeight <= innerHeight"))
                    .as("lists scroll, and the page does not")
                    .isEqualTo(true);
        }
        assertThat(browser.evaluate("return document.documentElement.scrollWidth <= innerWidth"))
                .as("nothing is cut at the side")
                .isEqualTo(true);
        assertThat(browser.evaluate("return innerWidth")).isEqualTo(width);
        assertThat(browser.evaluate("""
                const [ink, paper] = ['color', 'backgroundColor']
                    .map((name) => getComputedStyle(document.body)[name].match(/\\d+/)[0]);
                return ink > 128 && paper < 128""")).as("dark").isEqualTo(dark);
    }

    @Test
    void thePageIsUsableByKeyboardAndScreenReader() {
        openPage("/#read.out.*");
        browser.awaitText("#topics tbody .topic", "read.out.*");
        assertThat(browser.tell("Accessibility.getFullAXTree", new JsonObject()).getJsonArray("nodes").stream()
                        .map(JsonObject.class::cast)
                        .filter(node ->
                                String.valueOf(node.getJsonObject("role")).contains("header"))
                        .map(node -> node.getJsonObject("name").getString("value")))
                .as("what is read out of the table")
                .contains("Topic", "Subscribers", "Publications a second", "read.out.*");
        browser.press(TAB);
        assertThat(browser.evaluate("return document.activeElement.textContent"))
                .isEqualTo("Skip to topics");
        assertThat(browser.evaluate("return document.activeElement.getBoundingClientRect().top >= 0"))
                .isEqualTo(true);
        browser.evaluate("document.activeElement.click()");
        assertThat(browser.evaluate("return document.activeElement.id")).isEqualTo("topics-title");
        assertThat(browser.evaluate("""
                return [...document.querySelectorAll('input, select, textarea')]
                    .filter(({labels, id}) => labels.length === 0).map(({id}) => id).join()""")).as("fields without a label").isEqualTo("");
        assertThat(browser.evaluate("""
                return [...document.querySelectorAll('button, section, [role=region], pre[tabindex], ol')]
                    .filter((e) => !(e.getAttribute('aria-label') ?? e.getAttribute('aria-labelledby') ?? e.textContent.trim()))
                    .map((e) => e.outerHTML).join()""")).as("parts without a name").isEqualTo("");
        assertThat(browser.evaluate("""
                const ids = [...document.querySelectorAll('[id]')].map(({id}) => id);
                return ids.filter((id, i) => ids.indexOf(id) !== i).join()""")).isEqualTo("");
        // Texts that change each second are not announced.
        assertThat(browser.count("#overview [aria-live], #overview [role=status], #messages[aria-live]"))
                .isZero();
        assertThat(browser.count("[style], style, script:not([src]), [onclick]"))
                .as("inline")
                .isLessThanOrEqualTo(browser.count(".uplot [style], .uplot[style]"));
    }

    private void openPage(String path) {
        browser.open(url(open, path));
        browser.awaitText("#state", "Connected");
    }

    private void publish(String topic, String body) throws Exception {
        post("/topics/" + topic, "text/plain", body, 202);
    }

    private void post(String path, String type, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(open, path)))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(status);
    }

    private static String url(Service service, String path) {
        return "http://127.0.0.1:" + service.port() + path;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
