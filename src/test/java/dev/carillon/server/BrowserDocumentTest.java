package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.auth.Sha256;
import dev.carillon.page.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code of {@code docs/browser.md} does what it says: on a page of another host, with the configuration and the policy of the
 * document, and for the frameworks in Node.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/browser.md");
    private static final String SERVICE = "https://bells.example.com";
    private static final String KEY = "carillon_browser-0000000000000000000000000000000000000";

    private final Map<String, String> files = new ConcurrentHashMap<>();
    private List<DocumentExample> examples;
    private HttpServer host;
    private ServeProcess service;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        examples = DocumentExample.in(DOCUMENT);
        browser = Browser.start(Browser.findDriver().orElseGet(() -> abort("this test needs chromedriver on the PATH")));
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", this::answer);
        host.start();
        Path config = folder.resolve("carillon.yaml");
        Files.writeString(config, configuration());
        service = ServeProcess.start("--config", config.toString());
    }

    /** That of the document, and a topic that needs a token. */
    private String configuration() {
        return only("yaml").replace("https://www.example.com", origin()) + """

                anonymous: {subscribe: [news.*, chat.*, prices.*], publish: [news.*, chat.*, prices.*, private.*]}
                api-keys: [{name: page, sha256: %s, subscribe: private.*}]
                """.formatted(HexFormat.of().formatHex(Sha256.of(KEY.getBytes(UTF_8))));
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
            host.stop(0);
            service.close();
        }
    }

    @AfterEach
    void leave() {
        browser.open("about:blank");
    }

    // ---- on a page

    @Test
    void theFileSubscribesFromAPageOfAnotherHost() throws Exception {
        files.put("/file.html", only("html").replace(SERVICE, url()));
        service.publish("news.before", "was before");
        browser.open(origin() + "/file.html");
        browser.awaitText("#news li", "news.before: was before");
        service.publish("news.today", "<b>now</b>");
        browser.awaitText("#news li", "news.today: <b>now</b>");
    }

    @Test
    void aSubscriptionBeginsWithTheLastAndEnds() throws Exception {
        service.publish("news.stop", "one");
        open("news.unsubscribe()");
        awaitShown("news.stop one");
        service.publish("news.stop", "two");
        awaitShown("news.stop two");
        browser.click("#stop");
        awaitSubscribers("news.stop", 0);
    }

    @Test
    void aLoopUnsubscribesWhenItEnds() throws Exception {
        open("for await");
        awaitSubscribers("prices.gold", 1);
        service.publish("prices.gold", "2400");
        service.publish("prices.gold", "2600");
        awaitShown("gold 2400");
        awaitShown("gold 2600");
        awaitSubscribers("prices.gold", 0);
    }

    @Test
    void aPageThatIsLoadedAgainGoesOnWhereItWas() throws Exception {
        service.publish("news.a", "one");
        open("sessionStorage");
        awaitShown("news.a one");
        browser.evaluate("location.href = 'about:blank'");
        service.publish("news.a", "two");
        browser.open(origin() + "/");
        awaitShown("news.a two");
        assertThat(browser.evaluate("return shown.join()")).isEqualTo("news.a two");
    }

    @Test
    void aPublicationTellsItsIdOrWhyThereIsNone() throws Exception {
        open("bells.publish");
        browser.await("an id", () -> shown().contains("chat.lobby published as "));
        String refused = block("bells.publish").replace("chat.lobby", "private.sub.ann");
        openScript(refused);
        browser.await("a refusal", () -> shown().contains("private.sub.ann not published: forbidden "));
    }

    @Test
    void thePageTellsOfItsConnectionAndOfWhatIsRefused() {
        openScript(block("addEventListener('missed'") + "bells.subscribe('private.ann', () => {});");
        awaitShown("state open websocket");
        awaitShown("refused private.ann: forbidden");
    }

    @Test
    void aTokenOfTheBackEndPermitsMore() throws Exception {
        files.put("/token", KEY);
        openScript(block("fetch('/token')") + "mine.addEventListener('subscribed', () => show('mine', 'subscribed'));");
        awaitShown("mine subscribed");
        service.publish("private.ann", "for ann");
        awaitShown("private.ann for ann");
    }

    // ---- with frameworks

    @Test
    void theHookOfReactSubscribesAndUnsubscribes() throws Exception {
        framework("react", "News.jsx", only("jsx"));
    }

    @Test
    void theComposableOfVueSubscribesAndUnsubscribes() throws Exception {
        framework("vue", "News.vue", only("vue"));
    }

    private void framework(String name, String component, String source) throws Exception {
        Path work = installed();
        Path page = Files.createDirectories(work.resolve(name));
        for (String script : List.of("page.js", "compile.js", name + ".js")) {
            copy(Path.of("src/test/js/frameworks", script), page);
        }
        Files.writeString(page.resolve("bells.js"), block("// bells.js").replace(SERVICE, url()));
        Files.writeString(page.resolve("useTopic.js"), block("from '" + name + "'"));
        Files.writeString(page.resolve(component), source);
        run(page, "node", "compile.js", component);
        assertThat(run(page, "node", "--experimental-websocket", "--no-warnings", name + ".js", url()))
                .isEqualTo("ok\n");
    }

    /** What the lock names, and the client beside it. */
    private static Path installed() throws Exception {
        Path work = Files.createDirectories(Path.of("target/frameworks"));
        for (String name : List.of("package.json", "package-lock.json")) {
            copy(Path.of("src/test/js/frameworks", name), work);
        }
        if (!Files.exists(work.resolve("node_modules/vue"))) {
            run(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
        Path client = Files.createDirectories(work.resolve("node_modules/@carillon/client"));
        copy(Path.of("js/package.json"), client);
        copy(Path.of("js/carillon.js"), client);
        return work;
    }

    private static void copy(Path file, Path folder) throws IOException {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String run(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                if (command[1].equals("ci")) {
                    return abort("npm could not install what package-lock.json names: " + said);
                }
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException missing) {
            return abort("this test needs node and npm on the PATH: " + missing.getMessage());
        }
    }

    // ---- in short

    private void open(String partOfBlock) {
        openScript(block(partOfBlock));
    }

    /** On a page with the policy of the document, and its script in a file. */
    private void openScript(String script) {
        files.put("/", "<!doctype html><button id=stop>Stop</button><script type=module src=/page.js></script>");
        files.put("/page.js", """
                import {Carillon} from '%s/carillon.js';
                const bells = new Carillon('%1$s');
                window.shown = [];
                const show = (topic, text) => shown.push(`${topic} ${text}`);
                """.formatted(url()) + script.replace(SERVICE, url()));
        browser.open(origin() + "/");
    }

    private String only(String kind) {
        List<DocumentExample> ofKind =
                examples.stream().filter(example -> example.kind().equals(kind)).toList();
        assertThat(ofKind).as(kind).hasSize(1);
        return text(ofKind.getFirst());
    }

    private String block(String part) {
        List<String> blocks = examples.stream()
                .filter(example -> example.kind().equals("js"))
                .map(BrowserDocumentTest::text)
                .filter(text -> text.contains(part))
                .toList();
        assertThat(blocks).as(part).hasSize(1);
        return blocks.getFirst();
    }

    private static String text(DocumentExample example) {
        return String.join("\n", example.lines()) + "\n";
    }

    private void awaitShown(String line) {
        browser.await(line, () -> List.of(shown().split("\n")).contains(line));
    }

    private String shown() {
        return String.valueOf(browser.evaluate("return window.shown ? shown.map(line => line.trim()).join('\\n') : ''"));
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

    private String origin() {
        return "http://" + Browser.ELSEWHERE + ":" + host.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] file = files.getOrDefault(path, "").getBytes(UTF_8);
            String type = path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
            exchange.getResponseHeaders().add("Content-Type", type);
            if (path.equals("/")) {
                String[] policy = policy().split(": ", 2);
                exchange.getResponseHeaders().add(policy[0], policy[1]);
            }
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        }
    }

    private String policy() {
        return only("http")
                .strip()
                .replace("https://bells.example.com", url())
                .replace("wss://bells.example.com", url().replace("http", "ws"));
    }
}
