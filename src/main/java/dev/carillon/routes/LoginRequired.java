package dev.carillon.routes;

import dev.carillon.auth.Grant;
import dev.carillon.door.Login;
import dev.carillon.door.LoginCheck;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.Refusals;
import dev.carillon.http.RequestHead;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests whose credentials are not accepted. Passes other requests to a route, with the grant of the client.
 * Belongs to the loop.
 */
public final class LoginRequired {
    private final LoginCheck loginCheck;
    private final Refusals refusals;
    private final ClientAddress clients;

    public LoginRequired(LoginCheck loginCheck, Refusals refusals, ClientAddress clients) {
        this.loginCheck = loginCheck;
        this.clients = clients;
        this.refusals = refusals;
    }

    /** The handler of a route that needs accepted credentials. */
    Handler<RoutingContext> handle(BiConsumer<RoutingContext, Grant> handler) {
        return context -> {
            HttpServerRequest request = context.request();
            RequestHead head = new RequestHead(request);
            Supplier<@Nullable InetSocketAddress> peer = () -> clients.of(request);
            Optional<Login> known = loginCheck.now(head, peer);
            if (known.isPresent()) {
                answer(context, known.get(), handler);
            } else {
                // The body must not come before it has a handler.
                request.pause();
                loginCheck.later(head, peer, login -> answerPaused(context, login, handler));
            }
        };
    }

    private void answerPaused(RoutingContext context, Login login, BiConsumer<RoutingContext, Grant> handler) {
        HttpServerRequest request = context.request();
        // The request may have been answered meanwhile, because it took too long or the service stops.
        if (request.response().ended()) {
            return;
        }
        boolean reads = login instanceof Login.Accepted && request.method().equals(HttpMethod.POST);
        if (!reads) {
            request.resume();
        }
        try {
            answer(context, login, handler);
        } catch (RuntimeException failure) {
            context.fail(failure);
        }
    }

    private void answer(RoutingContext context, Login login, BiConsumer<RoutingContext, Grant> handler) {
        switch (login) {
            case Login.Accepted accepted -> handler.accept(context, accepted.grant());
            case Login.Refused refused -> refusals.answer(context.request(), refused.answer());
        }
    }
}
