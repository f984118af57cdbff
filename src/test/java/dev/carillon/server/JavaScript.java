package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.carillon.page.Browser;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A runtime for carillon.js: scripts share their global variables. */
sealed interface JavaScript extends AutoCloseable {
    /** Empty pages that can import carillon.js, and that exist while the service is down. */
    static PageHost pages() throws IOException {
        PageHost pages = new PageHost();
        for (Path script : List.of(
                Path.of("js/carillon.js"), Path.of("js/carillon-tabs.js"), Path.of("src/test/js/carillon/worker.js"))) {
            pages.put("/" + script.getFileName(), Files.readString(script));
        }
        return pages;
    }

    /** The result of {@code script}, or of its promise. */
    Object evaluate(String script);

    /** The used heap after a garbage collection. */
    long heapBytes();

    @Override
    void close();

    /** Waits until {@code script} returns true. */
    default void await(String script) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!evaluate("return " + script).equals(true)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("expected " + script + ", but the client says "
                        + evaluate("return JSON.stringify({states, told, got})"));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Node, or another runtime for scripts of Node. */
    final class Node implements JavaScript {
        private final Process process;
        private final BufferedWriter in;
        private final BufferedReader out;

        Node(String... flags) throws IOException, InterruptedException {
            this(ScriptRuntime.NODE, flags);
        }

        Node(ScriptRuntime runtime, String... flags) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(runtime.command());
            command.addAll(List.of(flags));
            command.add("src/test/js/carillon/console.js");
            process = start(command);
            in = process.outputWriter(UTF_8);
            out = process.inputReader(UTF_8);
        }

        private static Process start(List<String> command) {
            try {
                return new ProcessBuilder(command)
                        .redirectError(Redirect.INHERIT)
                        .start();
            } catch (IOException missing) {
                return abort("this test needs node on the PATH: " + missing.getMessage());
            }
        }

        @Override
        public Object evaluate(String script) {
            try {
                in.append(Json.encode(script)).append('\n').flush();
                JsonObject answer = new JsonObject(out.readLine());
                if (answer.containsKey("thrown")) {
                    throw new AssertionError(answer.getString("thrown"));
                }
                return answer.getValue("value", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long heapBytes() {
            return ((Number) evaluate("return heapBytes()")).longValue();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    /** A page in Chromium, which other tests use too. */
    record Page(Browser browser) implements JavaScript {
        static Page of(Browser browser, PageHost pages) {
            browser.open(pages.here() + "/");
            Page page = new Page(browser);
            page.evaluate("Object.assign(globalThis, await import('/carillon.js'), await import('/carillon-tabs.js'))");
            return page;
        }

        @Override
        public Object evaluate(String script) {
            Object value = browser.evaluate("return (async () => {" + script + "})()");
            return value == null ? "" : value;
        }

        @Override
        public long heapBytes() {
            browser.tell("HeapProfiler.collectGarbage", new JsonObject());
            return browser.tell("Runtime.getHeapUsage", new JsonObject()).getLong("usedSize");
        }

        @Override
        public void close() {
            browser.open("about:blank");
        }
    }

    /** A worker of such a page. */
    record Worker(Page page) implements JavaScript {
        public Worker {
            page.evaluate("""
                    const worker = new Worker('/worker.js', {type: 'module'});
                    globalThis.ask = (script) => new Promise((resolve, reject) => {
                        worker.onmessage = ({data}) => 'thrown' in data ? reject(new Error(data.thrown)) : resolve(data.value);
                        worker.postMessage(script);
                    });
                    """);
        }

        @Override
        public Object evaluate(String script) {
            return page.evaluate("return ask(" + Json.encode(script) + ")");
        }

        @Override
        public long heapBytes() {
            return abort("DevTools do not tell the heap of a worker by way of its page");
        }

        @Override
        public void close() {
            page.close();
        }
    }
}
