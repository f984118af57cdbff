package dev.carillon.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Configures OpenTelemetry from its own variables: the address of the collector, the sampler, the name of the service.
 * Spans wait in a queue of 2,048 ({@code OTEL_BSP_MAX_QUEUE_SIZE}). If the queue is full, spans are dropped, so that a
 * collector that is slow or down delays no post and fills no memory.
 */
final class Exporter {
    private static final long FLUSH_SECONDS = 2;

    private static final AttributeKey<String> NAME = AttributeKey.stringKey("service.name");

    private static final Map<String, String> DEFAULTS = Map.of("otel.exporter.otlp.protocol", "http/protobuf");

    /** Metrics are for Prometheus, and log lines go to standard error. */
    private static final Map<String, String> ALWAYS =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private Exporter() {}

    /**
     * @throws IllegalArgumentException when a variable has an invalid value
     */
    static PostTracer ofEnvironment() {
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesCustomizer(stated -> ALWAYS)
                    .addResourceCustomizer((stated, _) -> named(stated))
                    // The service closes tracing itself, in its order of shutdown.
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk();
            return new PostTracer(sdk, () -> sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS));
        } catch (ConfigurationException unusable) {
            throw new IllegalArgumentException(
                    "--tracing: expected variables OTEL_… as OpenTelemetry defines them, but: " + unusable.getMessage(),
                    unusable);
        }
    }

    /**
     * Adds the default name, unless one is set. A default for the variable would override a name among the attributes.
     */
    private static Resource named(Resource stated) {
        boolean unnamed =
                Objects.equals(stated.getAttribute(NAME), Resource.getDefault().getAttribute(NAME));
        return unnamed ? stated.merge(Resource.builder().put(NAME, "carillon").build()) : stated;
    }
}
