package dev.carillon.tracing;

import dev.carillon.http.RequestTarget;
import dev.carillon.topic.InvalidTopic;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.vertx.core.Context;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A span for each post that publishes, from its head to the end of its answer. Other requests have none: the span of an
 * event stream would last for hours, and operators send requests every few seconds. The names of attributes follow
 * OpenTelemetry's semantic conventions 1.37 for HTTP servers and for messaging.
 */
public final class PostTracer implements VertxTracer<Span, Object> {
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> BODY_SIZE = AttributeKey.longKey("http.request.body.size");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");
    private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final String TOPIC_ROUTE = RequestTarget.TOPICS + "{topic}";
    private static final int SERVER_ERROR = 500;

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Runnable close;

    PostTracer(OpenTelemetry openTelemetry, Runnable close) {
        this.tracer = openTelemetry.getTracer("dev.carillon");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
        this.close = close;
    }

    /**
     * Makes the Vert.x of {@code builder} and {@code options} trace posts, as configured in the variables {@code
     * OTEL_…}. Vert.x creates the tracer and closes it. If a variable is invalid, building Vert.x throws an {@link
     * IllegalArgumentException}.
     */
    public static void on(VertxBuilder builder, VertxOptions options) {
        options.setTracingOptions(new TracingOptions());
        builder.withTracer(_ -> Exporter.ofEnvironment());
    }

    @Override
    public <R> @Nullable Span receiveRequest(
            Context context,
            io.vertx.core.spi.tracing.SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Entry<String, String>> headers,
            TagExtractor<R> tags) {
        if (!(request instanceof HttpServerRequest post) || !post.method().equals(HttpMethod.POST)) {
            return null;
        }
        String path = post.path();
        return path != null && RequestTarget.publishes(path) ? begin(post, path) : null;
    }

    private Span begin(HttpServerRequest post, String path) {
        boolean namesTopic = path.startsWith(RequestTarget.TOPICS);
        String route = namesTopic ? TOPIC_ROUTE : path;
        SpanBuilder span = tracer.spanBuilder("POST " + route)
                .setSpanKind(SpanKind.SERVER)
                .setParent(propagator.extract(
                        io.opentelemetry.context.Context.root(), post.headers(), HeadersGetter.INSTANCE))
                .setAttribute(METHOD, "POST")
                .setAttribute(ROUTE, route)
                .setAttribute(PATH, path)
                .setAttribute(SCHEME, post.isSSL() ? "https" : "http")
                .setAttribute(VERSION, version(post.version()));
        if (namesTopic) {
            topic(path).ifPresent(topic -> span.setAttribute(TOPIC, topic));
        }
        bodySize(post).ifPresent(size -> span.setAttribute(BODY_SIZE, size));
        return span.startSpan();
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    /** The topic in {@code path}; empty if it is invalid. Such a post is refused, and its path shows the reason. */
    private static Optional<String> topic(String path) {
        try {
            return Optional.of(RequestTarget.topic(path));
        } catch (InvalidTopic invalid) {
            return Optional.empty();
        }
    }

    private static Optional<Long> bodySize(HttpServerRequest post) {
        try {
            return Optional.ofNullable(post.getHeader(HttpHeaders.CONTENT_LENGTH))
                    .map(Long::valueOf);
        } catch (NumberFormatException invalid) {
            return Optional.empty();
        }
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable Span span,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (span == null) {
            return;
        }
        if (failure != null) {
            span.setAttribute(ERROR, failure.getClass().getName()).setStatus(StatusCode.ERROR);
        } else if (response instanceof HttpServerResponse answer) {
            int status = answer.getStatusCode();
            span.setAttribute(STATUS, (long) status);
            if (status >= SERVER_ERROR) {
                span.setAttribute(ERROR, Integer.toString(status)).setStatus(StatusCode.ERROR);
            }
        }
        span.end();
    }

    /** Exports the remaining spans, for at most two seconds. */
    @Override
    public void close() {
        close.run();
    }
}
