package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.page.Browser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples below {@code /examples/} in a real browser, with the back ends that they show. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {
    private static final Path FOLDER = Path.of("src/main/resources/web/examples");
    private static final List<String> PAGES = List.of("ticker.html", "chat.html", "scoreboard.html", "progress.html");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");
    private static final Pattern LINK = Pattern.compile("href=\"([^\":#]+)\"");
    private static final String NOT_REMEMBERED = "--config examples.yaml";

    private final List<Process> backEnds = new ArrayList<>();
    private Browser browser;
    private ServeProcess configured;
    private TestService plain;

    @BeforeAll
    void start() throws IOException {
        browser = Browser.startIfThere();
        configured =
                ServeProcess.start("--config", FOLDER.resolve("examples.yaml").toString());
        plain = TestService.on(LaneChoice.AUTO);
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
            configured.close();
            plain.close();
        }
    }

    @AfterEach
    void stopBackEnds() {
        browser.open("about:blank");
        backEnds.forEach(Process::destroy);
        backEnds.clear();
    }

    // ---- what is served

    @Test
    void eachFileOfTheFolderIsReachableFromTheIndex() throws Exception {
        List<String> reached = new ArrayList<>(List.of("index.html"));
        for (int i = 0; i < reached.size(); i++) {
            String name = reached.get(i);
            HttpResponse<String> answer = plain.get("/examples/" + (name.equals("index.html") ? "" : name));
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Files.readString(FOLDER.resolve(name)));
            assertThat(answer.headers().firstValue("content-type"))
                    .hasValue((name.endsWith(".html") ? "text/html" : "text/plain") + "; charset=utf-8");
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe");
            LINK.matcher(answer.body())
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.equals("./") && !reached.contains(link))
                    .distinct()
                    .forEach(reached::add);
        }
        try (var files = Files.list(FOLDER)) {
            assertThat(reached)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
        HttpResponse<String> folder = plain.get("/examples");
        assertThat(folder.statusCode()).isEqualTo(301);
        assertThat(folder.headers().firstValue("location")).hasValue("examples/");
    }

    @Test
    void theExamplesAreNotServedWithoutThePage() throws Exception {
        try (TestService bare = new TestService(settings().withPage(false))) {
            assertThat(bare.get("/examples/").statusCode()).isEqualTo(404);
            assertThat(bare.get("/examples/ticker.html").statusCode()).isEqualTo(404);
            assertThat(bare.get("/carillon.js").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ticker.html", "chat.html", "scoreboard.html", "progress.html"})
    void aPageFitsAPhoneLabelsItsFieldsAndRunsOnlyItsOwnScript(String page) {
        browser.complaints();
        browser.open(url(plain.port(), page));
        if (!page.isEmpty()) {
            browser.awaitText("#state", "Connected");
        }
        browser.awaitText("pre", "http://127.0.0.1:" + plain.port() + "/");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.evaluate("""
                document.body.style.width = '288px';
                return [
                    document.documentElement.lang,
                    document.querySelectorAll('h1').length,
                    [...document.querySelectorAll('input')].filter(input => !input.labels.length).length,
                    [...document.querySelectorAll('main, pre')].filter(e => e.scrollWidth > 288).length
                ].join()""")).isEqualTo("en,1,0,0");
        assertThat(browser.evaluate("""
                const script = document.createElement('script');
                script.textContent = 'window.foreign = true';
                document.body.append(script);
                document.body.insertAdjacentHTML('beforeend', '<p id="foreign" style="color: red">');
                return window.foreign === true || document.getElementById('foreign').style.color === 'red'""")).isEqualTo(false);
        assertThat(browser.complaints())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(text -> text.contains("Content Security Policy"));
    }

    // ---- what they show

    @Test
    void thePriceTickerShowsLivePricesAndTheNewestToANewPage() throws Exception {
        open(configured.port, "ticker.html");
        shell(browser.texts("pre").getFirst());
        browser.await("gold and silver", () -> browser.texts("tbody th").containsAll(List.of("gold", "silver")));
        stopBackEnds();

        open(configured.port, "ticker.html");
        java("Ticker");
        browser.await("a price of the back end in Java", () -> price("gold") > 2300 && price("gold") < 2500);
        browser.evaluate("""
                window.changes = [];
                new MutationObserver(() => changes.push(performance.now()))
                    .observe([...document.querySelectorAll('tbody tr')].find((row) => row.innerText.includes('gold')).cells[2],
                             {childList: true});""");
        browser.await("five prices", () -> (Integer) browser.evaluate("return changes.length") >= 5);
        assertThat(browser.evaluate("return changes.at(-1) - changes[0] > (changes.length - 1) * 200"))
                .as("no more than four in a second, of twenty")
                .isEqualTo(true);
        stopBackEnds();

        open(configured.port, "ticker.html");
        browser.await("the newest prices", () -> price("gold") > 0 && price("silver") > 0);
        assertThat(browser.texts("#note")).containsExactly("");
    }

    private double price(String metal) {
        int row = browser.texts("tbody th").indexOf(metal);
        return row < 0
                ? 0
                : Double.parseDouble(
                        "0" + browser.texts("tbody tr td:nth-child(3)").get(row));
    }

    @Test
    void theChatShowsEarlierAndNewMessages() throws Exception {
        java("Chat");
        open(configured.port, "chat.html");
        shell(browser.texts("pre").getFirst()).waitFor();
        browser.awaitText("#messages li", "operator: Good morning");
        browser.await("the bot beside the page", () -> hasTwoSubscribers("examples.chat.lobby"));
        browser.type("#from", "ann");
        browser.type("#text", "/ping\n");
        browser.awaitText("#messages li", "bot: pong");
        assertThat(browser.evaluate("return document.getElementById('text').value"))
                .isEqualTo("");

        browser.type("#text", "<img src=x onerror=alert(1)>");
        browser.click("button");
        browser.awaitText("#messages li", "ann: <img src=x onerror=alert(1)>");
        configured.publish("examples.chat.lobby", "no object");
        browser.awaitText("#messages li", "someone: no object");
        configured.publishJson("examples.chat.lobby", "{\"said\":[1]}");
        browser.awaitText("#messages li", "someone: {\"said\":[1]}");
        browser.reload();
        browser.await("six messages", () -> browser.count("#messages li") == 6);
        assertThat(browser.texts("#messages b")).containsExactly("operator", "ann", "bot", "ann", "someone", "someone");
        assertThat(browser.count("#messages img")).isZero();
        assertThat(browser.texts("#note")).containsExactly("");
    }

    private boolean hasTwoSubscribers(String topic) {
        try {
            return configured.hasSubscribers(topic, 2);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theScoreboardShowsAllMatchesAndTheirGoals() throws Exception {
        open(configured.port, "scoreboard.html");
        shell(browser.texts("pre").getFirst()).waitFor();
        browser.awaitText("#matches li", "France2Italy163′");
        browser.awaitText("#matches li", "Brazil0Japan017′");
        browser.awaitText("#goals li", "63′ France 2 : 1 Italy");
        browser.await("the animation", () -> browser.count("#matches li.goal") == 1);
        java("Scoreboard");
        browser.awaitText("#matches li", "Germany");
        browser.reload();
        browser.await("three matches", () -> browser.count("#matches li") == 3);
        browser.awaitText("#goals li", "63′ France 2 : 1 Italy");
        assertThat(browser.texts("#note")).containsExactly("");
    }

    @Test
    void theProgressBarFollowsTheJobAndKeepsItsValueAfterAReload() throws Exception {
        open(configured.port, "progress.html");
        Process job = shell(browser.texts("pre").getFirst());
        browser.await("some progress", () -> percent() >= 20);
        job.destroy();
        browser.reload();
        browser.awaitText("#step", "Packing: ");
        assertThat(percent()).isGreaterThanOrEqualTo(20);
        browser.evaluate("""
                window.steps = [];
                const step = document.getElementById('step');
                new MutationObserver(() => steps.push(step.textContent)).observe(step, {childList: true});""");
        java("Progress");
        browser.await(
                "the whole job",
                () -> browser.evaluate("return steps.includes('Packing: 10 %')").equals(true));
        browser.awaitText("#state", "The job is done.");
        assertThat(browser.texts("#note")).containsExactly("");
    }

    private int percent() {
        return (Integer) browser.evaluate("return document.getElementById('bar').value");
    }

    // ---- where something is missing

    @Test
    void aPageWithoutTheConfigurationWorksAndNamesTheMissingOption() throws Exception {
        open(plain.port(), "ticker.html");
        browser.awaitText("#note", "Start the back end below.");
        plain.publish("examples.prices.gold", "2400.5");
        browser.awaitText("tbody td", "2400.50");
        browser.awaitText("#note", NOT_REMEMBERED);

        open(plain.port(), "chat.html");
        browser.type("#text", "hello\n");
        browser.awaitText("#messages li", "hello");
        browser.awaitText("#note", NOT_REMEMBERED);

        open(plain.port(), "scoreboard.html");
        plain.publish("examples.scores.a-b", "application/json", """
                {"home": "A", "away": "B", "score": [1, 0], "minute": 2}""".getBytes(UTF_8));
        browser.awaitText("#matches li", "A1B02′");
        browser.awaitText("#note", NOT_REMEMBERED);

        open(plain.port(), "progress.html?job=a-7");
        plain.publish("examples.jobs.a-7", "application/json", """
                {"step": "Reading", "percent": 12}""".getBytes(UTF_8));
        browser.awaitText("#step", "Reading: 12 %");
        browser.awaitText("#note", NOT_REMEMBERED);
    }

    @Test
    void aPageSaysThatTheServiceNeedsAToken() {
        ApiKey key = new ApiKey("other", ApiKey.Hash.of("carillon_s3cretOfAnother"), Permissions.ALL);
        ServiceSettings withKeys = settings().with(AccessSettings.defaults().with(List.of(key), Permissions.NONE));
        try (TestService keyed = new TestService(withKeys)) {
            for (String page : PAGES) {
                browser.open(url(keyed.port(), page));
                browser.awaitText("#state", "The service requires a token");
            }
        }
    }

    @Test
    void aPageShowsThatItIsDisconnectedAndReconnects() throws Exception {
        for (String page : List.of("chat.html", "progress.html")) {
            TestService first = new TestService(settings());
            int port = first.port();
            open(port, page);
            first.close();
            browser.awaitText("#state", "Disconnected");
            try (TestService second = new TestService(settings().with(new Listening("127.0.0.1", port, 0)))) {
                browser.awaitText("#state", "Connected");
                assertThat(second.port()).isEqualTo(port);
                browser.open("about:blank");
            }
        }
    }

    // ---- copies

    /** Like a development server: another port of the same host. */
    @Test
    void aCopyOnAnotherServerNeedsOnlyTheAddressOfTheService() throws Exception {
        try (PageHost host = new PageHost()) {
            for (String page : PAGES) {
                host.put("/" + page, copied(page));
                browser.open(host.here() + "/" + page);
                browser.awaitText("#state", "Connected");
            }
        }
    }

    /** With its first line changed as the page says, and without the part about the example. */
    private String copied(String page) throws IOException {
        String text = Files.readString(FOLDER.resolve(page));
        String copy = text.replaceFirst("new URL\\('\\.\\.', location\\)", "'http://127.0.0.1:" + plain.port() + "/'");
        assertThat(copy).isNotEqualTo(text);
        return copy.substring(0, copy.indexOf("<!-- About the example"));
    }

    // ---- in short

    private static ServiceSettings settings() {
        return TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults());
    }

    private void open(int port, String page) {
        browser.open(url(port, page));
        browser.awaitText("#state", "Connected");
    }

    private static String url(int port, String page) {
        return "http://127.0.0.1:" + port + "/examples/" + page;
    }

    /** As a reader runs it, with the address of the service as its argument. */
    private Process java(String name) throws IOException {
        return run(JAVA.toString(), FOLDER.resolve(name + ".java").toString(), "http://127.0.0.1:" + configured.port);
    }

    private Process shell(String commands) throws IOException {
        return run("bash", "-c", commands);
    }

    private Process run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/examples.log").toFile());
        // Starts faster.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        backEnds.add(process);
        return process;
    }
}
