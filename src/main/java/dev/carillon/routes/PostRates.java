package dev.carillon.routes;

import dev.carillon.auth.Grant;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.HttpChannel;
import dev.carillon.rate.Limited;
import dev.carillon.rate.LoopRates;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Whether posts may publish now. Belongs to the loop. */
public record PostRates(LoopRates rates, ClientAddress clients) {
    /** Why {@code request} may not publish to so many topics now; nothing is counted then. */
    Optional<Limited> refusal(HttpServerRequest request, Grant grant, int topics) {
        // Of a connection that has ended meanwhile, nothing would be forgotten any more.
        Optional<Object> connection =
                request.response().closed() ? Optional.empty() : Optional.of(HttpChannel.shared(request.connection()));
        return rates.publish(connection, () -> clients.of(request), grant.key().apiKey(), topics);
    }
}
