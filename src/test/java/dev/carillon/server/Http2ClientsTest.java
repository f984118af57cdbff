package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.page.Browser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 with clients of others. */
@Timeout(120)
class Http2ClientsTest {
    /** More than a connection has at one time. */
    private static final int STREAMS = 120;

    private static final String LISTEN = """
        window.received = [];
        window.sources = [...Array(120).keys()].map(i => {
            const source = new EventSource('/topics/t?n=' + i);
            source.onmessage = event => received.push(i + ' ' + event.data);
            source.addEventListener('missed', event => received.push(i + ' missed'));
            return source;
        });
        """;

    private static final String NODE = """
        const session = require('node:http2').connect(process.argv[1], {rejectUnauthorized: false});
        for (let i = 0; i < 2; i++) {
            const stream = session.request({':path': '/topics/t', accept: 'text/event-stream'});
            stream.setEncoding('utf8');
            stream.on('response', head => console.log(i + ' ' + head[':status']));
            stream.on('data', text => text.split('\\n').filter(line => line.startsWith('data'))
                    .forEach(line => console.log(i + ' ' + line)));
            stream.on('close', () => console.log(i + ' closed ' + stream.rstCode));
        }
        session.on('goaway', code => console.log('goaway ' + code));
        """;

    @TempDir
    private static Path folder;

    private static String[] flags;

    @BeforeAll
    static void prepare() throws Exception {
        TestCertificates own = TestCertificates.in(folder, "own");
        Path config = Files.writeString(folder.resolve("carillon.yaml"), """
            topics:
              - pattern: t
                history: {messages: 100}
            """);
        flags = new String[] {
            "--drain", "100ms",
            "--config", config.toString(),
            "--tls-cert", own.certificate().toString(),
            "--tls-key", own.key().toString()
        };
    }

    @Test
    void moreEventSourcesThanStreamsOfAConnectionWorkAndReconnect() throws Exception {
        try (Browser browser = Browser.startIfThere()) {
            ServeProcess first = ServeProcess.start(flags);
            int port = first.port;
            try (first) {
                browser.open("https://127.0.0.1:" + port + "/topics");
                browser.evaluate(LISTEN);
                browser.await("all event streams", () -> metric(first, "carillon_event_streams") == STREAMS);
                publish(browser, "one");
                awaitReceived(browser, "one");
                assertThat(browser.evaluate("return performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                        .isEqualTo("h2");
                first.terminate();
                assertThat(first.exitCode()).isZero();
            }
            try (ServeProcess second = ServeProcess.startOn(port, flags)) {
                awaitReceived(browser, "missed");
                publish(browser, "two");
                awaitReceived(browser, "two");
                browser.evaluate("sources.forEach(source => source.close())");
                browser.await("no event stream", () -> metric(second, "carillon_event_streams") == 0);
            }
        }
    }

    private static void publish(Browser browser, String text) {
        browser.evaluate("fetch('/topics/t', {method: 'POST', body: '" + text + "'})");
    }

    private static void awaitReceived(Browser browser, String text) {
        browser.await(
                "each stream with " + text,
                () -> browser.evaluate("return received.length").equals(STREAMS));
        assertThat(browser.evaluate("return received.splice(0).sort().join()"))
                .isEqualTo(String.join(
                        ",",
                        Stream.iterate(0, i -> i + 1)
                                .limit(STREAMS)
                                .map(i -> i + " " + text)
                                .sorted()
                                .toList()));
    }

    private static double metric(ServeProcess serve, String name) {
        try {
            return serve.metric(name);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void curlAndNodeReceiveEachEventAndTheShutdown() throws Exception {
        try (ServeProcess serve = ServeProcess.start(flags)) {
            String url = "https://127.0.0.1:" + serve.port;
            Process curl = start("curl", "-skN", "--http2", "-w", "%{http_version}", url + "/events?topic=t");
            Process node = start("node", "-e", NODE, url);
            try (BufferedReader events = curl.inputReader(UTF_8);
                    BufferedReader lines = node.inputReader(UTF_8)) {
                assertThat(events.readLine()).startsWith("retry: ");
                assertThat(events.readLine()).isEmpty();
                assertThat(List.of(lines.readLine(), lines.readLine())).containsExactlyInAnyOrder("0 200", "1 200");
                assertThat(events.readLine()).startsWith("id: ");
                assertThat(events.readLine()).isEmpty();
                for (String text : List.of("one", "two")) {
                    start("curl", "-sk", "--http2", "-d", text, url + "/topics/t")
                            .waitFor();
                    assertThat(events.readLine()).startsWith("id: ");
                    assertThat(events.readLine()).contains("\"data\":\"" + text + "\"");
                    assertThat(events.readLine()).isEmpty();
                    assertThat(List.of(lines.readLine(), lines.readLine()))
                            .containsExactlyInAnyOrder("0 data: " + text, "1 data: " + text);
                }
                serve.terminate();
                assertThat(events.readLine()).startsWith("retry: ");
                assertThat(events.readLine()).isEmpty();
                assertThat(events.readLine()).isEqualTo("2");
                assertThat(lines.readLine()).isEqualTo("goaway 0");
                assertThat(List.of(lines.readLine(), lines.readLine()))
                        .containsExactlyInAnyOrder("0 closed 0", "1 closed 0");
            } finally {
                curl.destroy();
                node.destroy();
            }
        }
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            return abort("this test needs " + command[0] + " on the PATH: " + missing.getMessage());
        }
    }
}
