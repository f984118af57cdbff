package dev.carillon.server;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A client of {@code carillon.v1} that reconnects to any node after each end, and continues after its last message. */
final class ReturningClient {
    private static final int RETRY_MILLIS = 200;

    /**
     * The common data of all clients.
     *
     * @param ports of the nodes to reconnect to; empty at the end of the test
     */
    record Scene(AtomicReference<List<Integer>> ports, String topic, AtomicInteger subscribed) {}

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final Scene scene;
    private final Context context;
    private final RandomGenerator random = RandomGenerator.getDefault();

    private String since = "";
    private int last;
    private long goneNanos;
    private long hintMillis = RETRY_MILLIS;

    /** What happened to the client, to be read at the end. */
    final AtomicReference<Felt> felt = new AtomicReference<>(new Felt(0, Duration.ZERO, 0, 0, 0, 0));

    /**
     * @param returns connections after the first
     * @param away the longest time without a subscription
     * @param failures attempts that no node accepted
     * @param lost messages that never came
     * @param again messages that came more than once
     * @param told answers that reported a possible gap
     */
    record Felt(int returns, Duration away, int failures, int lost, int again, int told) {
        Felt back(Duration now) {
            return new Felt(returns + 1, now.compareTo(away) > 0 ? now : away, failures, lost, again, told);
        }

        Felt failed() {
            return new Felt(returns, away, failures + 1, lost, again, told);
        }

        Felt without(int count) {
            return new Felt(returns, away, failures, lost + count, again, told);
        }

        Felt oneAgain() {
            return new Felt(returns, away, failures, lost, again + 1, told);
        }

        Felt isTold() {
            return new Felt(returns, away, failures, lost, again, told + 1);
        }
    }

    ReturningClient(Vertx vertx, WebSocketClient sockets, Scene scene) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.scene = scene;
        this.context = vertx.getOrCreateContext();
    }

    /** Connects to one node; later to any node of the scene. */
    void connect(int port) {
        context.runOnContext(now -> sockets.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/ws")
                        .addSubProtocol("carillon.v1"))
                .onSuccess(this::subscribe)
                .onFailure(refused -> {
                    felt.updateAndGet(Felt::failed);
                    connectIn(RETRY_MILLIS);
                }));
    }

    private void connectIn(long millis) {
        List<Integer> ports = scene.ports.get();
        if (!ports.isEmpty()) {
            vertx.setTimer(Math.max(1, millis), over -> connect(ports.get(random.nextInt(ports.size()))));
        }
    }

    private void subscribe(WebSocket socket) {
        socket.textMessageHandler(text -> take(new JsonObject(text)));
        socket.closeHandler(closed -> {
            scene.subscribed.decrementAndGet();
            goneNanos = System.nanoTime();
            connectIn(hintMillis);
        });
        JsonObject command = new JsonObject().put("type", "subscribe").put("topic", scene.topic);
        socket.writeTextMessage((since.isEmpty() ? command : command.put("since", since)).encode());
    }

    private void take(JsonObject event) {
        switch (event.getString("type")) {
            case "subscribed" -> onSubscribed(event);
            case "message" -> onMessage(event);
            case "bye" -> hintMillis = event.getLong("reconnectAfterMs");
            default -> {}
        }
    }

    private void onSubscribed(JsonObject event) {
        since = event.getString("since", since);
        scene.subscribed.incrementAndGet();
        if (goneNanos != 0) {
            Duration away = Duration.ofNanos(System.nanoTime() - goneNanos);
            felt.updateAndGet(now -> now.back(away));
        }
        if (!event.getBoolean("recovered", true)) {
            felt.updateAndGet(Felt::isTold);
        }
    }

    private void onMessage(JsonObject event) {
        since = event.getString("id", since);
        int number = event.getInteger("data");
        if (number <= last) {
            felt.updateAndGet(Felt::oneAgain);
            return;
        }
        if (last != 0 && number > last + 1) {
            felt.updateAndGet(now -> now.without(number - last - 1));
        }
        last = number;
    }

    /** Passes on the number of the newest message, on the client's loop. */
    void last(IntConsumer then) {
        context.runOnContext(now -> then.accept(last));
    }
}
