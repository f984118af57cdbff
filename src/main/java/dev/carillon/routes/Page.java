package dev.carillon.routes;

import static java.util.Map.entry;

import dev.carillon.http.Answers;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.Map;

/** The page at {@code /}: small files, read once from the jar. */
final class Page {
    /** Everything comes from here, and what is published cannot become script. */
    private static final String POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            entry("index.html", "text/html; charset=utf-8"),
            entry("carillon.css", "text/css; charset=utf-8"),
            entry("carillon.svg", "image/svg+xml"),
            entry("page.js", SCRIPT),
            entry("hues.js", SCRIPT),
            entry("login.js", SCRIPT),
            entry("messages.js", SCRIPT),
            entry("publish.js", SCRIPT),
            entry("rates.js", SCRIPT),
            entry("session.js", SCRIPT),
            entry("subscriptions.js", SCRIPT),
            entry("text.js", SCRIPT));

    private Page() {}

    static void on(Router router) {
        TYPES.forEach((name, type) -> {
            Buffer file = Buffer.buffer(JarFile.read("/web/" + name));
            router.get(name.equals("index.html") ? "/" : "/" + name)
                    .handler(context -> Answers.send(
                            context.response()
                                    .putHeader("content-security-policy", POLICY)
                                    .putHeader("x-content-type-options", "nosniff")
                                    .putHeader("cache-control", "no-cache"),
                            type,
                            file));
        });
    }
}
