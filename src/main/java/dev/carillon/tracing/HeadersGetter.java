package dev.carillon.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Reads the headers that name the client's span ({@code traceparent}, W3C Trace Context). */
enum HeadersGetter implements TextMapGetter<MultiMap> {
    INSTANCE;

    @Override
    public @Nullable String get(@Nullable MultiMap headers, String name) {
        return headers == null ? null : headers.get(name);
    }
}
