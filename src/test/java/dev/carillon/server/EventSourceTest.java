package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.Npm;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.page.Browser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Event streams read by clients of others. */
@Timeout(120)
class EventSourceTest {
    private static final String LISTEN = """
            window.heard = [];
            const one = new EventSource('/topics/t');
            one.onmessage = event => heard.push(event.data);
            const several = new EventSource('/events?topic=t&topic=news.*');
            several.onmessage = event => heard.push(JSON.parse(event.data).topic);
            const named = new EventSource('/topics/news.*?named=true');
            named.addEventListener('news.today', event => heard.push(event.type + ' ' + event.data));
            window.ids = [];
            one.addEventListener('message', event => ids.push(event.lastEventId));
            for (const source of [one, several, named]) {
                source.addEventListener('missed', event => heard.push(event.data));
            }
            """;

    /** The event for a client that reconnects to a restarted service. */
    private static final String MISSED = "{\"type\":\"missed\"}";

    @TempDir
    private Path folder;

    @Test
    void theEventSourceOfABrowserReceivesAllFormatsAndReconnects() throws Exception {
        try (Browser browser = Browser.startIfThere()) {
            Path config = Files.writeString(folder.resolve("carillon.yaml"), """
                    topics:
                      - pattern: t
                        history: {messages: 100}
                    """);
            ServeProcess first = ServeProcess.start("--drain", "100ms", "--config", config.toString());
            int port = first.port;
            try (first) {
                browser.open("http://127.0.0.1:" + port + "/topics");
                browser.evaluate(LISTEN);
                browser.await("three event streams", () -> streams(first) == 3);
                first.publish("t", "grüße\r\n\r\n🔔");
                awaitHeard(browser, "grüße\n\n🔔", "t");
                first.publish("news.today", "");
                awaitHeard(browser, "news.today", "news.today ");
                assertThat(browser.evaluate("return ids.join()").toString()).matches("[a-z0-9]{8}:1");
                first.terminate();
                assertThat(first.exitCode()).isZero();
            }
            try (ServeProcess drained = ServeProcess.startOn(port, "--config", config.toString())) {
                awaitHeard(browser, MISSED, MISSED, MISSED);
                drained.publish("t", "after a drain");
                awaitHeard(browser, "after a drain", "t");
                drained.process.signal("KILL");
                drained.exitCode();
            }
            try (ServeProcess killed = ServeProcess.startOn(port, "--config", config.toString())) {
                awaitHeard(browser, MISSED, MISSED, MISSED);
                killed.publish("t", "after a death");
                awaitHeard(browser, "after a death", "t");
            }
        }
    }

    @Test
    void curlShowsEachEventImmediately() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            Process curl = curl("http://127.0.0.1:" + service.port() + "/events?topic=t");
            try (BufferedReader out = curl.inputReader(UTF_8)) {
                assertThat(out.readLine()).startsWith("retry: ");
                assertThat(out.readLine()).isEmpty();
                for (String text : List.of("one", "two")) {
                    service.publish("t", text);
                    assertThat(out.readLine())
                            .isEqualTo("data: {\"type\":\"message\",\"topic\":\"t\",\"data\":\"" + text + "\"}");
                    assertThat(out.readLine()).isEmpty();
                }
            } finally {
                curl.destroy();
            }
        }
    }

    @Test
    void theEventSourceOfNpmReceivesEventsAndReconnects() throws Exception {
        Path client = Path.of("target/eventsource");
        Path source = Path.of("src/test/js/eventsource");
        Npm.install(source, client);
        Npm.copy(source.resolve("client.js"), client);
        TestService first = TestService.on(LaneChoice.AUTO);
        int port = first.port();
        Process node = new ProcessBuilder(
                        "node", client.resolve("client.js").toString(), "http://127.0.0.1:" + port + "/topics/t")
                .redirectError(Redirect.INHERIT)
                .start();
        try (BufferedReader out = node.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("{\"open\":true}");
            first.publish("t", "grüße\r\n\r\n🔔");
            assertThat(out.readLine()).isEqualTo("{\"data\":\"grüße\\n\\n🔔\",\"lastEventId\":\"\"}");
            first.close();
            ServiceSettings same = TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                    .with(new Listening("127.0.0.1", port, 0));
            try (TestService second = new TestService(same)) {
                assertThat(out.readLine()).isEqualTo("{\"open\":true}");
                second.publish("t", "again");
                assertThat(out.readLine()).isEqualTo("{\"data\":\"again\",\"lastEventId\":\"\"}");
            }
        } finally {
            node.destroy();
        }
    }

    private static Process curl(String url) {
        try {
            return new ProcessBuilder("curl", "-sN", url).start();
        } catch (IOException missing) {
            return abort("this test needs curl on the PATH: " + missing.getMessage());
        }
    }

    private static double streams(ServeProcess serve) {
        try {
            return serve.metric("carillon_event_streams");
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void awaitHeard(Browser browser, String... events) {
        browser.await(
                "the events " + List.of(events),
                () -> browser.evaluate("return heard.length").equals(events.length));
        assertThat(browser.evaluate("return heard.splice(0).sort().join('|')"))
                .isEqualTo(Stream.of(events).sorted().collect(Collectors.joining("|")));
    }
}
