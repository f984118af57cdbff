package dev.carillon.http;

import dev.carillon.auth.Credentials;
import dev.carillon.config.Authority;
import dev.carillon.config.Origins;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.OpeningRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The credentials in a request. A client itself sends a header, a subprotocol or a query. A browser sends a cookie for
 * any page, so a cookie counts only if nothing else is sent, and if the browser states that the page may send the
 * request.
 */
public final class ClientCredentials {
    /** The prefix of a token in {@code Sec-WebSocket-Protocol}: a page can set no other header of a handshake. */
    public static final String SUBPROTOCOL = "bearer.";

    public static final String COOKIE = "carillon-token";

    public static final String QUERY = "token";

    private static final String BEARER = "bearer ";

    private ClientCredentials() {}

    /** The credentials in {@code request}, which has passed the {@link RequestRules}. */
    public static Credentials of(OpeningRequest request, Optional<Origins> origins) {
        List<String> explicit = new ArrayList<>(bearers(request));
        explicit.addAll(subprotocols(request));
        explicit.addAll(queries(request));
        if (!explicit.isEmpty()) {
            return oneOf(explicit);
        }
        List<String> cookies = cookies(request);
        return cookies.isEmpty() || !mayUseCookie(request, origins) ? Credentials.NONE : oneOf(cookies);
    }

    private static Credentials oneOf(List<String> found) {
        return found.stream().distinct().count() == 1
                ? new Credentials.Presented(found.getFirst())
                : Credentials.SEVERAL;
    }

    /** Other schemes are meant for other parties, such as a proxy in front of the service. */
    private static List<String> bearers(OpeningRequest request) {
        return request.values("Authorization").stream()
                .map(String::strip)
                .filter(value -> (value + " ").toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length() - 1).strip())
                .toList();
    }

    private static List<String> subprotocols(OpeningRequest request) {
        return HeaderValues.elements(request.values("Sec-WebSocket-Protocol")).stream()
                .filter(name -> name.startsWith(SUBPROTOCOL))
                .map(name -> name.substring(SUBPROTOCOL.length()))
                .toList();
    }

    private static List<String> queries(OpeningRequest request) {
        try {
            return Query.of(request.target()).values(QUERY);
        } catch (InvalidQuery unreadable) {
            // An empty token, which is refused as malformed.
            return List.of("");
        }
    }

    private static List<String> cookies(OpeningRequest request) {
        return request.values("Cookie").stream()
                .flatMap(line -> Stream.of(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .map(pair -> pair.substring(COOKIE.length() + 1))
                .toList();
    }

    /**
     * A browser sends the origin of a page with each post and each WebSocket, and with other requests to another host.
     * A page of another host may use the cookie only if it is listed by name, because the cookie does not belong to it.
     */
    private static boolean mayUseCookie(OpeningRequest request, Optional<Origins> origins) {
        List<String> pages = request.values("Origin");
        if (pages.isEmpty()) {
            boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
            return reads && !request.asksForWebSocket() && !isCrossSite(request);
        }
        Optional<Authority> asked = RequestRules.asked(request);
        return origins.isPresent() && origins.get().admitByName(pages, asked);
    }

    /** Browsers since 2023 send this header (Fetch Metadata, 2.1). */
    private static boolean isCrossSite(OpeningRequest request) {
        return request.values("Sec-Fetch-Site").stream()
                .anyMatch(site -> site.strip().equals("cross-site"));
    }
}
