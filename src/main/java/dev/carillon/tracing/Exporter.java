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
 * OpenTelemetry as its own variables say: where the collector is, what is sampled, what the service is called. Spans wait in a
 * queue of 2,048 ({@code OTEL_BSP_MAX_QUEUE_SIZE}); those beyond it are dropped, so that a collector that is slow or down
 * holds up no post and fills no memory.
 */
final class Exporter {
    private static final long FLUSH_SECONDS = 2;

    private static final AttributeKey<String> NAME = AttributeKey.stringKey("service.name");

    private static final Map<String, String> DEFAULTS = Map.of("otel.exporter.otlp.protocol", "http/protobuf");

    /** Metrics are for Prometheus, and log lines go to standard error. */
    private static final Map<String, String> ALWAYS =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private Exporter() {}

    /** @throws IllegalArgumentException when a variable cannot be used */
    static PostTracer ofEnvironment() {
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesCustomizer(stated -> ALWAYS)
                    .addResourceCustomizer((stated, _) -> named(stated))
                    // The service stops in an order of its own.
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

    /** With a name where none is stated: a default of the variable for it would win over a name among the attributes. */
    private static Resource named(Resource stated) {
        boolean unnamed =
                Objects.equals(stated.getAttribute(NAME), Resource.getDefault().getAttribute(NAME));
        return unnamed ? stated.merge(Resource.builder().put(NAME, "carillon").build()) : stated;
    }
}
