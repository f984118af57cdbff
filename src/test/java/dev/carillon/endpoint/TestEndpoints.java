package dev.carillon.endpoint;

import dev.carillon.catchup.CatchUp;
import dev.carillon.frame.Role;
import dev.carillon.hub.Hub;
import dev.carillon.rate.HandRunRates;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Endpoints for tests of what subscribers receive: without limits and credentials. */
final class TestEndpoints {
    private TestEndpoints() {}

    static Endpoints remembering(Hub hub, CatchUp catchUp) {
        return new Endpoints(
                hub,
                Optional.of(catchUp),
                new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT),
                new TakingPublisher(),
                HandRunRates.unlimited(),
                EndpointMeters.SILENT,
                new EndpointLimits(new SessionLimits("1.2.3", 20, 65536, Duration.ofSeconds(60)), 65536),
                (secret, connection, then) -> {},
                () -> Instant.EPOCH);
    }
}
