package dev.carillon.routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.auth.Sha256;
import dev.carillon.http.Answers;
import dev.carillon.jar.JarFile;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages below {@code /examples/}, with their back ends and configuration. A page is one file that readers can copy,
 * so it contains its script and its style. The answer permits these by their hashes (CSP 3, 2.3.1), and no other inline
 * script.
 */
final class Examples {
    private static final String PATH = "/examples";

    private static final List<String> PAGES = List.of("ticker", "chat", "scoreboard", "progress");

    private static final List<String> TEXTS =
            List.of("examples.yaml", "Ticker.java", "Chat.java", "Scoreboard.java", "Progress.java");

    private static final Pattern INLINE = Pattern.compile("(?s)<(script|style)[^>]*>(.*?)</\\1>");

    private Examples() {}

    static void on(Router router) {
        // The links of the index are relative to the folder, and so is this one, because a proxy may add a path.
        router.getWithRegex(PATH)
                .handler(context -> Answers.text(
                        context.response().setStatusCode(301).putHeader(HttpHeaderNames.LOCATION, "examples/"),
                        "the examples are at examples/"));
        page(router, PATH + "/", "index.html");
        for (String name : PAGES) {
            page(router, PATH + "/" + name + ".html", name + ".html");
        }
        // As text, so that a browser displays them.
        TEXTS.forEach(name -> file(router, PATH + "/" + name, "text/plain", read(name), "default-src 'none'"));
    }

    private static void page(Router router, String path, String name) {
        byte[] page = read(name);
        String text = new String(page, UTF_8);
        String policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; script-src 'self'" + hashes("script", text)
                + "; style-src" + hashes("style", text);
        file(router, path, "text/html", page, policy);
    }

    private static void file(Router router, String path, String type, byte[] bytes, String policy) {
        Buffer body = Buffer.buffer(bytes);
        // After a page with a slash its relative links would not work.
        router.getWithRegex(Pattern.quote(path))
                .handler(context -> Answers.send(
                        context.response()
                                .putHeader("content-security-policy", policy)
                                .putHeader("x-content-type-options", "nosniff")
                                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache"),
                        type + "; charset=utf-8",
                        body));
    }

    /** The hashes that permit the elements of one kind, each after a space. */
    private static String hashes(String kind, String page) {
        return INLINE.matcher(page)
                .results()
                .filter(element -> element.group(1).equals(kind))
                .map(Examples::hash)
                .collect(Collectors.joining());
    }

    private static String hash(MatchResult element) {
        byte[] content = element.group(2).getBytes(UTF_8);
        return " 'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(content)) + "'";
    }

    private static byte[] read(String name) {
        return JarFile.read("/web" + PATH + "/" + name);
    }
}
