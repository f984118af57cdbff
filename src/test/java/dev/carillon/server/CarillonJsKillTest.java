package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.page.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** carillon.js when the process of its service is killed, and another one takes its place. */
@Timeout(120)
class CarillonJsKillTest {
    @TempDir
    private Path folder;

    @Test
    void clientsReportMissedAndSendPendingPublicationsAfterAKill() throws Exception {
        Path settings = Files.writeString(
                folder.resolve("settings.yaml"), "topics: [{pattern: news.**, history: {messages: 1000}}]\n");
        try (Browser browser = Browser.startIfThere();
                PageHost pages = JavaScript.pages();
                JavaScript node = new JavaScript.Node("--experimental-websocket");
                JavaScript page = JavaScript.Page.of(browser, pages)) {
            page.evaluate("globalThis.Carillon = SharedCarillon");
            List<JavaScript> clients = List.of(node, page);
            int port;
            try (ServeProcess service = serve(0, settings)) {
                port = service.port;
                clients.forEach(client -> open(client, port));
                service.publish("news.a", "before");
                clients.forEach(client -> client.await("got.length === 1"));
                service.process.signal("STOP");
                clients.forEach(client -> client.evaluate(
                        "globalThis.waiting = bells.publish('news.b', 'waiting').then(({topic}) => told.push(topic))"));
            }
            try (ServeProcess service = serve(port, settings)) {
                clients.forEach(client -> client.await("told.includes('news.b') && told.includes('missed')"));
                service.publish("news.a", "after");
                clients.forEach(client -> client.await("got.at(-1) === 'after'"));
                clients.forEach(client -> assertThat(
                                client.evaluate("return got.join() + ' ' + [...new Set(told)].sort().join()"))
                        .isEqualTo("before,after missed,news.b"));
            }
        }
    }

    private static ServeProcess serve(int port, Path settings) throws IOException {
        return ServeProcess.startOn(port, "--open", "--config", settings.toString());
    }

    private static void open(JavaScript client, int port) {
        client.evaluate("""
                Object.assign(globalThis, {got: [], told: [], states: [], joined: []});
                globalThis.bells = new Carillon('ws://127.0.0.1:%d', {times: {wait: 10, waitMost: 100}});
                bells.addEventListener('state', ({state}) => states.push(state));
                bells.addEventListener('subscribed', ({topic}) => joined.push(topic));
                bells.addEventListener('missed', () => told.push('missed'));
                bells.subscribe('news.a', ({data}) => got.push(data));
                """.formatted(port));
        client.await("joined.length === 1");
    }
}
