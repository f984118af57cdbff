package dev.carillon.routes;

import static java.util.Map.entry;

import dev.carillon.http.Answers;
import dev.carillon.jar.JarFile;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.Map;

/** The page at {@code /}: small files, read once from the jar. */
final class WebPage {
    /** The page loads files of the service only, and published text cannot become script. */
    private static final String POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            entry("index.html", "text/html; charset=utf-8"),
            entry("carillon.css", STYLE),
            entry("carillon.svg", "image/svg+xml"),
            entry("code.js", SCRIPT),
            entry("connection.js", SCRIPT),
            entry("exactly.js", SCRIPT),
            entry("history.js", SCRIPT),
            entry("hues.js", SCRIPT),
            entry("login.js", SCRIPT),
            entry("messages.js", SCRIPT),
            entry("numbers.js", SCRIPT),
            entry("overview.js", SCRIPT),
            entry("page.js", SCRIPT),
            entry("plots.js", SCRIPT),
            entry("publish.js", SCRIPT),
            entry("stats.js", SCRIPT),
            entry("subscriptions.js", SCRIPT),
            entry("text.js", SCRIPT),
            entry("topics.js", SCRIPT));

    private WebPage() {}

    static void on(Router router) {
        TYPES.forEach((name, type) -> {
            byte[] file = JarFile.read("/web/" + name);
            serve(router, name.equals("index.html") ? "/" : "/" + name, type, file);
        });
        serve(router, "/uPlot.js", SCRIPT, withLicense("uplot", "dist/uPlot.iife.min.js"));
        serve(router, "/uPlot.css", STYLE, withLicense("uplot", "dist/uPlot.min.css"));
    }

    /** The license requires a copy of its text in each file. */
    private static byte[] withLicense(String library, String path) {
        Buffer file = Buffer.buffer("/*\n").appendBytes(JarFile.ofWebJar(library, "LICENSE"));
        return file.appendString("*/\n")
                .appendBytes(JarFile.ofWebJar(library, path))
                .getBytes();
    }

    private static void serve(Router router, String path, String type, byte[] bytes) {
        Buffer file = Buffer.buffer(bytes);
        router.get(path)
                .handler(context -> Answers.send(
                        context.response()
                                .putHeader("content-security-policy", POLICY)
                                .putHeader("x-content-type-options", "nosniff")
                                .putHeader("cache-control", "no-cache"),
                        type,
                        file));
    }
}
