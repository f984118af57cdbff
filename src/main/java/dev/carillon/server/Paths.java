package dev.carillon.server;

import dev.carillon.websocket.ServerHandshake.Refused;
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

/**
 * The routes of a port and what HTTP wants beside them: HEAD where there is GET, OPTIONS, and a line of text for each path
 * and method that is not offered (RFC 9110, 9.3 and 15.5). vertx-web knows which methods a path has, but tells no handler.
 */
final class Paths implements Handler<HttpServerRequest> {
    private final Router router;
    private final Refusals refusals;
    private final String allMethods;

    /**
     * Completes {@code router}, which has all of its routes already, each for some methods.
     *
     * @param named the paths as a reader of an answer wants to know them
     */
    Paths(Router router, String named, Refusals refusals) {
        this.router = router;
        this.refusals = refusals;
        Map<String, Set<String>> offered = new LinkedHashMap<>();
        Map<String, Route> samples = new LinkedHashMap<>();
        Set<String> all = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.methods() != null) {
                if (route.methods().contains(HttpMethod.GET)) {
                    route.method(HttpMethod.HEAD);
                }
                Set<String> methods = offered.computeIfAbsent(route.getName(), path -> new TreeSet<>(Set.of("OPTIONS")));
                route.methods().forEach(method -> methods.add(method.name()));
                samples.put(route.getName(), route);
                all.addAll(methods);
            }
        }
        allMethods = String.join(", ", all);
        offered.forEach((path, methods) -> {
            Route rest = samples.get(path).isRegexPath() ? router.routeWithRegex(path) : router.route(path);
            rest.handler(context -> answerRest(context, String.join(", ", methods)));
        });
        router.errorHandler(404, context -> refuse(context, 404, "expected " + named));
        router.errorHandler(400, context -> refuse(context, 400, "expected a request as RFC 9110 and 9112 have it"));
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.uri().equals(RequestTarget.EVERYTHING)) {
            answerOptions(request, allMethods);
        } else {
            router.handle(request);
        }
    }

    private void answerRest(RoutingContext context, String allow) {
        HttpServerRequest request = context.request();
        if (request.method() == HttpMethod.OPTIONS) {
            answerOptions(request, allow);
        } else {
            String message = "expected one of " + allow + ", but was " + request.method();
            refusals.answer(request, new Refused(405, message, Map.of("Allow", allow)));
        }
    }

    private static void answerOptions(HttpServerRequest request, String allow) {
        request.response().setStatusCode(204).putHeader(HttpHeaderNames.ALLOW, allow);
        Cors.preflight(request, allow);
        // Whoever has gone meanwhile does not miss the answer.
        request.response().end().onFailure(gone -> {});
    }

    private void refuse(RoutingContext context, int status, String expected) {
        String message = expected + ", but was " + Answers.shown(RequestTarget.path(context.request().uri()));
        refusals.answer(context.request(), new Refused(status, message, Map.of()));
    }
}
