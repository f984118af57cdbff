package dev.carillon.loadtest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A small server on plain Vert.x that keeps all publications and can misbehave towards a subscriber that reconnects.
 * WebSockets speak carillon.v1. Over HTTP each path is an event stream of a topic, to which publications are posted. At
 * {@code /connect} a single event contains all publications that a subscriber missed.
 */
final class RememberingServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Fault fault;
    private final Map<String, Topic> topics = new HashMap<>();
    private final AtomicLong faults = new AtomicLong();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /** The fault that a subscriber meets when it reconnects. */
    enum Fault {
        NONE,
        /** No missed publication is sent. */
        FORGETS,
        /** The last publication that the subscriber received is sent again. */
        REPEATS,
        /** The first two missed publications are sent in the wrong order. */
        SWAPS
    }

    private static final class Topic {
        private final List<String> log = new ArrayList<>();
        private final Map<Object, IntConsumer> subscribers = new HashMap<>();

        void publish(String data) {
            log.add(data);
            subscribers.values().forEach(each -> each.accept(log.size()));
        }

        String data(int number) {
            return log.get(number - 1);
        }
    }

    RememberingServer(Fault fault) {
        this.fault = fault;
        this.server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("carillon.v1"))
                .requestHandler(this::onRequest)
                .webSocketHandler(this::onSession);
        server.listen(0, "127.0.0.1").await();
    }

    /** The URL of a path without its scheme: it begins with {@code ://}. */
    String url(String path) {
        return "://127.0.0.1:" + server.actualPort() + path;
    }

    /** Number of faults: of publications that were left out, of publications that were sent again, or of swaps. */
    long faults() {
        return faults.get();
    }

    /** The paths, with their queries, of all HTTP requests. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private Topic topic(String name) {
        return topics.computeIfAbsent(name, unknown -> new Topic());
    }

    /** The numbers of the publications to send to a subscriber that received all up to {@code last}. */
    private List<Integer> missed(Topic topic, int last) {
        List<Integer> missed = new ArrayList<>(
                IntStream.rangeClosed(last + 1, topic.log.size()).boxed().toList());
        switch (fault) {
            case NONE -> {}
            case FORGETS -> {
                faults.addAndGet(missed.size());
                missed.clear();
            }
            case REPEATS -> {
                faults.incrementAndGet();
                missed.addFirst(last);
            }
            case SWAPS -> {
                if (missed.size() > 1) {
                    faults.incrementAndGet();
                    missed.add(1, missed.removeFirst());
                }
            }
        }
        return missed;
    }

    // ---- event streams

    private void onRequest(HttpServerRequest request) {
        asked.add(request.uri());
        String path = Objects.requireNonNull(request.path());
        Topic topic = topic(Optional.ofNullable(request.getParam("topic")).orElse(path));
        if (request.method().equals(HttpMethod.POST)) {
            request.bodyHandler(body -> {
                topic.publish(body.toString());
                request.response().setStatusCode(202).end().onFailure(gone -> {});
            });
            return;
        }
        HttpServerResponse response =
                request.response().setChunked(true).putHeader("Content-Type", "text/event-stream; charset=utf-8");
        if (path.equals("/connect")) {
            connect(topic, request, response);
        } else {
            stream(topic, Optional.ofNullable(request.getHeader("Last-Event-ID")), response);
        }
        response.exceptionHandler(lost -> topic.subscribers.remove(response));
        response.closeHandler(closed -> topic.subscribers.remove(response));
    }

    private void stream(Topic topic, Optional<String> last, HttpServerResponse response) {
        write(response, ": welcome\n\n");
        last.map(Integer::valueOf).stream()
                .flatMap(from -> missed(topic, from).stream())
                .forEach(number -> write(response, event(topic, number)));
        topic.subscribers.put(response, number -> write(response, event(topic, number)));
    }

    private static String event(Topic topic, int number) {
        return "id: " + number + "\ndata: " + topic.data(number) + "\n\n";
    }

    private void connect(Topic topic, HttpServerRequest request, HttpServerResponse response) {
        JsonArray publications = new JsonArray();
        Optional<String> offset = Optional.ofNullable(request.getParam("offset"));
        offset.filter(from -> "e7".equals(request.getParam("epoch"))).map(Integer::valueOf).stream()
                .flatMap(from -> missed(topic, from).stream())
                .forEach(number -> publications.add(publication(topic, number)));
        JsonObject reply = new JsonObject()
                .put("epoch", "e7")
                .put("publications", publications)
                .put("recovered", offset.isPresent())
                .put("offset", topic.log.size());
        write(response, "data: " + new JsonObject().put("connect", reply) + "\n\n");
        topic.subscribers.put(
                response,
                number -> write(response, "data: " + new JsonObject().put("pub", publication(topic, number)) + "\n\n"));
    }

    private static JsonObject publication(Topic topic, int number) {
        return new JsonObject().put("data", topic.data(number)).put("offset", number);
    }

    private static void write(HttpServerResponse response, String text) {
        response.write(text).onFailure(gone -> {});
    }

    // ---- carillon.v1

    private void onSession(ServerWebSocket socket) {
        socket.textMessageHandler(text -> onCommand(socket, new JsonObject(text)));
        socket.exceptionHandler(lost -> {});
        socket.closeHandler(closed -> topics.values().forEach(topic -> topic.subscribers.remove(socket)));
    }

    private void onCommand(ServerWebSocket socket, JsonObject command) {
        String name = command.getString("topic");
        Topic topic = topic(name);
        if (command.getString("type").equals("publish")) {
            topic.publish(command.getString("data"));
            return;
        }
        Optional<String> since = Optional.ofNullable(command.getString("since"));
        JsonObject subscribed =
                event("subscribed", name).put("id", command.getValue("id")).put("since", "e7:" + topic.log.size());
        since.ifPresent(place -> subscribed.put("recovered", fault == Fault.NONE));
        send(socket, subscribed);
        since.map(place -> Integer.valueOf(place.substring(3))).stream()
                .flatMap(from -> missed(topic, from).stream())
                .forEach(number -> send(socket, message(name, topic, number)));
        topic.subscribers.put(socket, number -> send(socket, message(name, topic, number)));
    }

    private static JsonObject message(String name, Topic topic, int number) {
        return event("message", name).put("id", "e7:" + number).put("data", topic.data(number));
    }

    private static JsonObject event(String type, String topic) {
        return new JsonObject().put("type", type).put("topic", topic);
    }

    private static void send(ServerWebSocket socket, JsonObject event) {
        socket.writeTextMessage(event.encode()).onFailure(gone -> {});
    }
}
