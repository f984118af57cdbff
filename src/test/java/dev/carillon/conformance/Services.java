package dev.carillon.conformance;

import dev.carillon.config.CompressionChoice;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.server.Service;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One running service for each lane, for the whole suite. */
final class Services implements BeforeAllCallback {
    private Running running = new Running();

    Service on(LaneChoice lane) {
        return running.on(lane);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Services.class))
                .computeIfAbsent(Running.class, first -> new Running(), Running.class);
    }

    private static final class Running implements AutoCloseable {
        private final Map<LaneChoice, Service> services = new ConcurrentHashMap<>();

        Service on(LaneChoice lane) {
            return services.computeIfAbsent(lane, Running::start);
        }

        private static Service start(LaneChoice lane) {
            ServiceSettings settings = ServiceSettings.defaults()
                    .with(new Listening("127.0.0.1", 0, 0))
                    .with(lane)
                    .with(sockets())
                    .with(new StopSettings(Duration.ZERO, Duration.ZERO));
            return await(Service.start(settings));
        }

        private static <T> T await(Future<T> future) {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }

        private static SocketSettings sockets() {
            return new SocketSettings(
                    Duration.ofSeconds(60),
                    PingChoice.OFF,
                    OnBothLanes.MAX_MESSAGE_BYTES,
                    OnBothLanes.MAX_ECHO_BYTES,
                    1 << 20,
                    128,
                    CompressionChoice.ALL,
                    256 << 10);
        }

        @Override
        public void close() {
            services.values().forEach(service -> await(service.stop()));
        }
    }
}
