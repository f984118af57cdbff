package dev.carillon.routes;

import dev.carillon.auth.Sha256;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.http.Answers;
import dev.carillon.jar.JarFile;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The client library for browsers at {@code /carillon.js}: the files of the npm package, byte for byte. It is part of
 * the protocol and not of the page, so it is served without the page too. Pages of other allowed origins may import it.
 */
final class ClientScript {
    private static final List<String> PATHS = List.of("/carillon.js", "/carillon-tabs.js");

    /** Enough to distinguish releases. */
    private static final int TAG_BYTES = 8;

    /** A weight above 0 (RFC 9110, 12.4.2). */
    private static final Pattern GZIP = Pattern.compile("(?i)gzip\\s*(;\\s*q=(1.*|0?\\.0*[1-9].*))?");

    /** One encoding of a file, with its entity tag (RFC 9110, 8.8.3). */
    private record Form(Buffer body, String tag) {
        static Form of(byte[] bytes) {
            return new Form(Buffer.buffer(bytes), '"' + HexFormat.of().formatHex(Sha256.of(bytes), 0, TAG_BYTES) + '"');
        }
    }

    private final Form plain;
    private final Form packed;

    private ClientScript(byte[] file) {
        this.plain = Form.of(file);
        this.packed = Form.of(gzip(file));
    }

    static void on(Router router) {
        for (String path : PATHS) {
            ClientScript script = new ClientScript(JarFile.read("/client" + path));
            router.get(path).handler(context -> script.answer(context.request()));
        }
    }

    private void answer(HttpServerRequest request) {
        Form form = takesGzip(request) ? packed : plain;
        HttpServerResponse response = request.response()
                .putHeader("x-content-type-options", "nosniff")
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaderNames.ETAG, form.tag());
        // There may be other headers of this name.
        response.headers().add(HttpHeaderNames.VARY, "Accept-Encoding");
        if (matches(request, form)) {
            response.setStatusCode(304).end().onFailure(gone -> {});
            return;
        }
        if (form.equals(packed)) {
            response.putHeader(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        Answers.send(response, "text/javascript; charset=utf-8", form.body());
    }

    private static boolean takesGzip(HttpServerRequest request) {
        return elements(request, HttpHeaderNames.ACCEPT_ENCODING).stream()
                .anyMatch(coding -> GZIP.matcher(coding).matches());
    }

    /** RFC 9110, 13.1.2: tags are compared weakly. */
    private static boolean matches(HttpServerRequest request, Form form) {
        return elements(request, HttpHeaderNames.IF_NONE_MATCH).stream()
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals(form.tag()) || tag.equals("*"));
    }

    private static List<String> elements(HttpServerRequest request, CharSequence name) {
        return HeaderValues.elements(request.headers().getAll(name));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
