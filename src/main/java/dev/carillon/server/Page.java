package dev.carillon.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page at {@code /}: small files, read once from the jar. */
final class Page {
    /** Everything comes from here, and what is published cannot become script. */
    private static final String POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "carillon.css", "text/css; charset=utf-8",
            "carillon.svg", "image/svg+xml",
            "carillon.js", SCRIPT,
            "hues.js", SCRIPT,
            "messages.js", SCRIPT,
            "publish.js", SCRIPT,
            "rates.js", SCRIPT,
            "session.js", SCRIPT,
            "subscriptions.js", SCRIPT);

    private Page() {}

    static void on(Router router) {
        TYPES.forEach((name, type) -> {
            Buffer file = read(name);
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

    private static Buffer read(String name) {
        try (InputStream file = Page.class.getResourceAsStream("/web/" + name)) {
            if (file == null) {
                throw new IllegalStateException("expected /web/" + name + " in the jar, but it is not there");
            }
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
