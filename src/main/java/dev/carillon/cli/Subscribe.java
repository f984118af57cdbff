package dev.carillon.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon subscribe}: prints what is published, a line a message, until it is stopped. */
@Command(
        name = "subscribe",
        description = "Prints what is published to topics, a line a message: the topic, a tab, the data.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} 'news.*' weather"})
public final class Subscribe implements Callable<Integer> {
    /** RFC 6455, 7.1.5. */
    private static final Short WITHOUT_CLOSE_FRAME = 1006;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            converter = ServiceUrl.Converter.class,
            description = "The service (${DEFAULT-VALUE}).")
    private ServiceUrl url;

    @Mixin
    private Trust trust;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many messages; 0: never.")
    private int count;

    @Parameters(arity = "1..*", paramLabel = "TOPIC", description = "Topics or patterns.")
    private List<String> topics;

    private int printed;

    @Override
    public Integer call() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        // Closed by the next collection of garbage, with all of its sockets, unless something holds it.
        WebSocketClient client =
                vertx.createWebSocketClient(trust.of(url, options().setVerifyHost(trust.verifiesHost())));
        CompletableFuture<String> ended = new CompletableFuture<>();
        connect(client, ended)
                .onFailure(failure -> ended.complete("cannot subscribe at " + url + ": " + failure.getMessage()));
        try {
            String why = ended.get();
            if (!why.isEmpty()) {
                spec.commandLine().getErr().println(why);
            }
            return why.isEmpty() ? 0 : 1;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        } finally {
            client.close().eventually(vertx::close).onFailure(ignored -> {});
        }
    }

    /** The service has a limit for what is published, which is its operator's choice; Vert.x's would be 64 kB a frame. */
    private static WebSocketClientOptions options() {
        return new WebSocketClientOptions().setMaxFrameSize(Integer.MAX_VALUE).setMaxMessageSize(Integer.MAX_VALUE);
    }

    private Future<WebSocket> connect(WebSocketClient client, CompletableFuture<String> ended) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setURI("/ws")
                .addSubProtocol("carillon.v1");
        return client.connect(options).onSuccess(socket -> {
            socket.textMessageHandler(text -> hear(new JsonObject(text), ended));
            socket.closeHandler(closed -> ended.complete("closed by the service: " + goodbye(socket)));
            for (String topic : topics) {
                socket.writeTextMessage(new JsonObject()
                                .put("type", "subscribe")
                                .put("topic", topic)
                                .encode())
                        .onFailure(failure -> ended.complete("cannot subscribe: " + failure.getMessage()));
            }
        });
    }

    private static String goodbye(WebSocket socket) {
        if (Objects.equals(socket.closeStatusCode(), WITHOUT_CLOSE_FRAME)) {
            return WITHOUT_CLOSE_FRAME + " without a goodbye";
        }
        return socket.closeStatusCode() + " " + Objects.requireNonNullElse(socket.closeReason(), "");
    }

    private void hear(JsonObject event, CompletableFuture<String> ended) {
        switch (event.getString("type")) {
            case "message" -> print(event, ended);
            case "error" -> ended.complete("refused: " + event.getString("message"));
            default -> {}
        }
    }

    private void print(JsonObject event, CompletableFuture<String> ended) {
        PrintWriter out = spec.commandLine().getOut();
        Object data = event.containsKey("dataBase64") ? event.getValue("dataBase64") : event.getValue("data");
        out.println(event.getString("topic") + "\t" + data);
        out.flush();
        if (++printed == count) {
            ended.complete("");
        }
    }
}
