package dev.carillon.http;

import dev.carillon.handshake.ServerHandshake.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The routes of a port, completed with what HTTP requires: HEAD wherever there is GET, OPTIONS, and a line of text for
 * each path and method that is not offered (RFC 9110, 9.3 and 15.5). vertx-web does not tell handlers which methods a
 * path has.
 */
public final class Paths implements Handler<HttpServerRequest> {
    private final Router router;
    private final Refusals refusals;
    private final String allMethods;

    /**
     * Completes {@code router}, to which all routes have been added, each with its methods.
     *
     * @param named the paths, as an error text names them
     */
    public Paths(Router router, String named, Refusals refusals) {
        this.router = router;
        this.refusals = refusals;
        Map<Path, Set<String>> offered = offered(router);
        offered.forEach((path, methods) ->
                path.on(router).handler(context -> answerRest(context, String.join(", ", methods))));
        this.allMethods = offered.values().stream()
                .flatMap(Set::stream)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        router.errorHandler(404, context -> refuse(context, 404, "expected " + named));
        router.errorHandler(400, context -> refuse(context, 400, "expected a valid HTTP request (RFC 9110, RFC 9112)"));
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.uri().equals(RequestTarget.EVERYTHING)) {
            answerOptions(request, allMethods);
        } else {
            router.handle(request);
        }
    }

    /** Adds HEAD wherever there is GET. */
    private static Map<Path, Set<String>> offered(Router router) {
        Map<Path, Set<String>> offered = new LinkedHashMap<>();
        for (Route route : router.getRoutes()) {
            if (route.methods() != null) {
                if (route.methods().contains(HttpMethod.GET)) {
                    route.method(HttpMethod.HEAD);
                }
                Path path = new Path(route.getName(), route.isRegexPath());
                Set<String> methods = offered.computeIfAbsent(path, first -> new TreeSet<>(Set.of("OPTIONS")));
                route.methods().forEach(method -> methods.add(method.name()));
            }
        }
        return offered;
    }

    private void answerRest(RoutingContext context, String allow) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.OPTIONS)) {
            answerOptions(request, allow);
        } else {
            String message = "expected one of " + allow + ", but was " + request.method();
            refusals.answer(request, new Refused(405, message, Map.of("Allow", allow)));
        }
    }

    private static void answerOptions(HttpServerRequest request, String allow) {
        request.response().setStatusCode(204).putHeader(HttpHeaderNames.ALLOW, allow);
        Cors.preflight(request, allow);
        // The client may have disconnected; then no answer is needed.
        request.response().end().onFailure(gone -> {});
    }

    private void refuse(RoutingContext context, int status, String expected) {
        String message = expected + ", but was "
                + Answers.shown(RequestTarget.path(context.request().uri()));
        refusals.answer(context.request(), new Refused(status, message));
    }

    /** The path of several routes with different methods. */
    private record Path(String text, boolean regex) {
        Route on(Router router) {
            return regex ? router.routeWithRegex(text) : router.route(text);
        }
    }
}
