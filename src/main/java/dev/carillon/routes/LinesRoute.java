package dev.carillon.routes;

import dev.carillon.auth.Grant;
import dev.carillon.endpoint.Publisher;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.HttpConnections;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Optional;

/** {@code POST /publish} with lines of JSON: each is published and answered as it comes. Belongs to the loop. */
final class LinesRoute {
    final BodyBudget bodyBudget;
    final HttpConnections httpConnections;
    final Publisher publisher;
    final PostRates rates;
    /** The clock for the expiry of credentials. */
    final InstantSource timeOfDay;

    LinesRoute(
            BodyBudget bodyBudget,
            HttpConnections httpConnections,
            Publisher publisher,
            PostRates rates,
            InstantSource timeOfDay) {
        this.rates = rates;
        this.timeOfDay = timeOfDay;
        this.bodyBudget = bodyBudget;
        this.httpConnections = httpConnections;
        this.publisher = publisher;
    }

    /** Answers {@code request}, whose body has not been read yet. */
    void answer(HttpServerRequest request, Grant grant) {
        Optional<Refused> refusal = Codings.refusal(request).or(() -> refusalOfGzip(request));
        if (refusal.isPresent()) {
            Answers.refuse(request.response(), refusal.get());
        } else {
            new LineStream(this, request, grant).begin();
            WholeBodies.sendContinue(request);
        }
    }

    /** An inflater takes about 50 kB until the body ends. */
    private Optional<Refused> refusalOfGzip(HttpServerRequest request) {
        return Codings.areGzip(request) ? bodyBudget.refusalOfLines(request) : Optional.empty();
    }
}
