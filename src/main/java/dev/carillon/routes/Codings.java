package dev.carillon.routes;

import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ServerHandshake.Refused;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The encodings of a request body (RFC 9110, 8.4, and RFC 9112, 6.1), and which of them the service decodes. */
final class Codings {
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    private Codings() {}

    /** Whether the body of {@code request}, which is not refused, must be inflated. */
    static boolean areGzip(HttpServerRequest request) {
        return !codings(request, HttpHeaders.CONTENT_ENCODING, "identity").isEmpty();
    }

    static Optional<Refused> refusal(HttpServerRequest request) {
        List<String> transfer = codings(request, HttpHeaders.TRANSFER_ENCODING, "chunked");
        if (!transfer.isEmpty()) {
            return refused(501, "expected Transfer-Encoding chunked or none", transfer, Map.of());
        }
        List<String> content = codings(request, HttpHeaders.CONTENT_ENCODING, "identity");
        if (content.isEmpty()
                || (content.size() == 1 && GZIP.contains(content.getFirst().toLowerCase(Locale.ROOT)))) {
            return Optional.empty();
        }
        // RFC 9110, 12.5.3 and 15.5.16.
        return refused(
                415, "expected Content-Encoding gzip or none", content, Map.of("Accept-Encoding", "gzip, identity"));
    }

    /** The encodings that {@code header} names, except {@code nothing}. */
    private static List<String> codings(HttpServerRequest request, CharSequence header, String nothing) {
        return HeaderValues.elements(request.headers().getAll(header)).stream()
                .filter(coding -> !coding.equalsIgnoreCase(nothing))
                .toList();
    }

    private static Optional<Refused> refused(
            int status, String expected, List<String> codings, Map<String, String> headers) {
        return Optional.of(new Refused(status, expected + ", but was " + HeaderValues.shown(codings), headers));
    }
}
