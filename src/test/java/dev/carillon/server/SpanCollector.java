package dev.carillon.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Receives spans by OTLP over HTTP, as a collector of OpenTelemetry does. */
final class SpanCollector implements AutoCloseable {
    private final BlockingQueue<Exported> exported = new LinkedBlockingQueue<>();
    private final HttpServer server;

    /** A span, with the attributes of its resource. */
    record Exported(Span span, Map<String, String> resource) {
        Map<String, String> attributes() {
            return texts(span.getAttributesList());
        }
    }

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        for (ResourceSpans spans :
                ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()).getResourceSpansList()) {
            Map<String, String> resource = texts(spans.getResource().getAttributesList());
            spans.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> exported.add(new Exported(span, resource))));
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next span, which must come within ten seconds. */
    Exported next() throws InterruptedException {
        Exported next = exported.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("expected a span within 10 s, but none came");
        }
        return next;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
