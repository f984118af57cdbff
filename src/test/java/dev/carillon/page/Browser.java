package dev.carillon.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Headless Chromium, controlled through chromedriver's protocol (W3C WebDriver): JSON over HTTP. */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");

    /** The protocol's name for a reference to an element (W3C WebDriver, 11). */
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    /** A host name that differs from this machine's for a page, and resolves to this machine. */
    public static final String ELSEWHERE = "elsewhere.test";

    private static final JsonArray ARGUMENTS = new JsonArray(List.of(
            "--headless",
            // Chromium refuses to run as root with its sandbox, and containers have little shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP " + ELSEWHERE + " 127.0.0.1"));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port) {
        this.driver = driver;
        String sessions = "http://127.0.0.1:" + port + "/session";
        JsonObject created = command("POST", sessions, capabilities()).getJsonObject("value");
        this.session = sessions + "/" + created.getString("sessionId");
    }

    /** Starts the browser. Without one the tests are skipped; CI must have one. */
    public static Browser startIfThere() throws IOException {
        Optional<Path> driver = findDriver();
        if (driver.isPresent()) {
            return start(driver.get());
        }
        String missing = "this test needs chromium and chromedriver on the PATH, and chromedriver is not there";
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing);
        }
        return abort(missing);
    }

    /** Chromedriver on the PATH, or empty. */
    private static Optional<Path> findDriver() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "chromedriver"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Browser start(Path chromedriver) throws IOException {
        Process driver = new ProcessBuilder(chromedriver.toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(driver, portOf(driver));
        } catch (RuntimeException | IOException failure) {
            driver.destroy();
            throw failure;
        }
    }

    public void open(String url) {
        // Chromium would not reload the page if only the fragment changes.
        post("/url", new JsonObject().put("url", "about:blank"));
        post("/url", new JsonObject().put("url", url));
    }

    public void reload() {
        post("/refresh", new JsonObject());
    }

    /** Sets the size of the screen and the colour scheme. */
    void screen(int width, int height, boolean dark) {
        tell(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 600));
        JsonObject scheme = new JsonObject().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light");
        tell("Emulation.setEmulatedMedia", new JsonObject().put("features", new JsonArray(List.of(scheme))));
    }

    /** Presses a key in the focused element, by its code in WebDriver (W3C, 17.4.2). */
    void press(String code) {
        JsonObject actions = new JsonObject()
                .put("type", "key")
                .put("id", "keyboard")
                .put(
                        "actions",
                        new JsonArray(List.of(
                                new JsonObject().put("type", "keyDown").put("value", code),
                                new JsonObject().put("type", "keyUp").put("value", code))));
        post("/actions", new JsonObject().put("actions", new JsonArray(List.of(actions))));
    }

    public void goBack() {
        post("/back", new JsonObject());
    }

    /** The tab that commands apply to. */
    public String tab() {
        return command("GET", session + "/window", null).getString("value");
    }

    public List<String> tabs() {
        return command("GET", session + "/window/handles", null).getJsonArray("value").stream()
                .map(Object::toString)
                .toList();
    }

    /** Opens another tab and switches to it. */
    public String openTab(String url) {
        String tab = post("/window/new", new JsonObject().put("type", "tab"))
                .getJsonObject("value")
                .getString("handle");
        turnTo(tab);
        open(url);
        return tab;
    }

    public void turnTo(String tab) {
        post("/window", new JsonObject().put("handle", tab));
    }

    public void closeTab() {
        command("DELETE", session + "/window", null);
    }

    /** Sends a command of the DevTools protocol to this tab. */
    public JsonObject tell(String command, JsonObject parameters) {
        return post("/goog/cdp/execute", new JsonObject().put("cmd", command).put("params", parameters))
                .getJsonObject("value");
    }

    public void click(String selector) {
        post("/element/" + element(selector) + "/click", new JsonObject());
    }

    /** Replaces the text of a field. */
    public void type(String selector, String text) {
        String element = "/element/" + element(selector);
        post(element + "/clear", new JsonObject());
        post(element + "/value", new JsonObject().put("text", text));
    }

    /** The texts of all elements that match the selector. */
    public List<String> texts(String selector) {
        return run("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)
                .getJsonArray("value")
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** Waits until an element that matches the selector has this text. */
    public void awaitText(String selector, String text) {
        await(
                selector + " with the text '" + text + "'",
                () -> texts(selector).stream().anyMatch(shown -> shown.contains(text)));
    }

    public void await(String what, Supplier<Boolean> holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("expected " + what + ", but the page shows:\n" + texts("header, main"));
            }
            pause();
        }
    }

    public int count(String selector) {
        return run("return document.querySelectorAll(arguments[0]).length", selector)
                .getInteger("value");
    }

    /** The browser's errors since the last call: failed scripts, and missing or forbidden files. */
    public List<String> complaints() {
        JsonArray log = post("/se/log", new JsonObject().put("type", "browser")).getJsonArray("value");
        return log.stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        command("DELETE", session, null);
        driver.destroy();
    }

    /** The result of a script that ends with {@code return}. */
    public Object evaluate(String script) {
        return run(script, "").getValue("value");
    }

    private String element(String selector) {
        JsonObject query = new JsonObject().put("using", "css selector").put("value", selector);
        return post("/element", query).getJsonObject("value").getString(ELEMENT);
    }

    private JsonObject run(String script, String argument) {
        return post(
                "/execute/sync", new JsonObject().put("script", script).put("args", new JsonArray(List.of(argument))));
    }

    /** The answer, whose {@code value} is the result. */
    private JsonObject post(String path, JsonObject body) {
        return command("POST", session + path, body);
    }

    private JsonObject command(String method, String url, @Nullable JsonObject body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
                .timeout(PATIENCE.multipliedBy(3))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(url + ": " + response.body());
            }
            return new JsonObject(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject capabilities() {
        JsonObject always = new JsonObject()
                .put("acceptInsecureCerts", true)
                .put("goog:chromeOptions", new JsonObject().put("args", ARGUMENTS))
                .put("goog:loggingPrefs", new JsonObject().put("browser", "ALL"));
        return new JsonObject().put("capabilities", new JsonObject().put("alwaysMatch", always));
    }

    /** Reads the free port that the driver has chosen. It prints nothing after that, so nothing more is read. */
    private static int portOf(Process driver) throws IOException {
        BufferedReader output = driver.inputReader(UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
        }
        throw new IOException("expected chromedriver to say its port, but it ended without");
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
