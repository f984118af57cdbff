package dev.carillon.routes;

import dev.carillon.auth.Grant;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.HttpChannel;
import dev.carillon.rate.Limited;
import dev.carillon.rate.LoopRates;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Checks the rate limits of posts. Belongs to the loop. */
public record PostRates(LoopRates rates, ClientAddress clients) {
    /** Why {@code request} may not publish to this many topics now. A refused request is not counted. */
    Optional<Limited> refusal(HttpServerRequest request, Grant grant, int topics) {
        // The counters of a connection that has ended would never be removed.
        Optional<Object> connection =
                request.response().closed() ? Optional.empty() : Optional.of(HttpChannel.shared(request.connection()));
        return rates.publish(connection, () -> clients.of(request), grant.key().apiKey(), topics);
    }
}
