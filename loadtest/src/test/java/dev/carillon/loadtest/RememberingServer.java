package dev.carillon.loadtest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small server of event streams on plain Vert.x, one topic for each path, that remembers all publications and can be made
 * to misbehave where a subscriber comes back. All of it runs on one loop.
 */
final class RememberingServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Fault fault;
    private final Map<String, Topic> topics = new HashMap<>();
    private final AtomicLong returns = new AtomicLong();

    /** What goes wrong for each subscriber that comes back with an id. */
    enum Fault {
        NONE,
        /** It receives only what is published from now on. */
        FORGETS,
        /** It receives the publication again that it named. */
        REPEATS
    }

    private static final class Topic {
        private final List<String> log = new ArrayList<>();
        private final Set<HttpServerResponse> subscribers = new HashSet<>();
    }

    RememberingServer(Fault fault) {
        this.fault = fault;
        this.server = vertx.createHttpServer().requestHandler(this::onRequest);
        server.listen(0, "127.0.0.1").await();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** How many subscribers have come back with an id. */
    long returns() {
        return returns.get();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void onRequest(HttpServerRequest request) {
        Topic topic = topics.computeIfAbsent(request.path(), path -> new Topic());
        if (request.method() == HttpMethod.POST) {
            request.bodyHandler(body -> {
                publish(topic, body);
                request.response().setStatusCode(202).end().onFailure(gone -> {});
            });
        } else {
            subscribe(topic, request);
        }
    }

    private static void publish(Topic topic, Buffer body) {
        topic.log.add(body.toString());
        String event = event(topic, topic.log.size());
        topic.subscribers.forEach(each -> each.write(event).onFailure(gone -> {}));
    }

    private static String event(Topic topic, int number) {
        return "id: " + number + "\ndata: " + topic.log.get(number - 1) + "\n\n";
    }

    private void subscribe(Topic topic, HttpServerRequest request) {
        HttpServerResponse response = request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8");
        String last = request.getHeader("Last-Event-ID");
        StringBuilder begin = new StringBuilder(": welcome\n\n");
        if (last != null) {
            returns.incrementAndGet();
            int from = Integer.parseInt(last) + 1 - (fault == Fault.REPEATS ? 1 : 0);
            for (int number = from; number <= topic.log.size() && fault != Fault.FORGETS; number++) {
                begin.append(event(topic, number));
            }
        }
        response.write(begin.toString()).onFailure(gone -> {});
        topic.subscribers.add(response);
        response.exceptionHandler(lost -> topic.subscribers.remove(response));
        response.closeHandler(closed -> topic.subscribers.remove(response));
    }
}
