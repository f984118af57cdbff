import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plain Vert.x, with its own ServerWebSocket and one event loop: java VertxPeer PORT. */
public final class VertxPeer {
    private static final int IDLE_SECONDS = 60;
    private static final int BACKLOG_BYTES_MAX = 256 << 10;
    private static final short TRY_AGAIN_LATER = 1013;

    private final Map<String, Set<ServerWebSocket>> topics = new HashMap<>();

    public static void main(String... arguments) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        VertxPeer peer = new VertxPeer();
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setAcceptBacklog(4096)
                        .setReadIdleTimeout(IDLE_SECONDS)
                        .setMaxWebSocketMessageSize(64 << 10))
                .webSocketHandler(peer::welcome)
                .requestHandler(peer::answer)
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .await();
        System.out.printf(
                "Vert.x %s listens on http://127.0.0.1:%d%n",
                Vertx.class.getPackage().getImplementationVersion(), server.actualPort());
    }

    private Set<ServerWebSocket> members(String path) {
        return topics.computeIfAbsent(path, none -> new HashSet<>());
    }

    private void welcome(ServerWebSocket socket) {
        Set<ServerWebSocket> members = members(socket.path());
        socket.setWriteQueueMaxSize(BACKLOG_BYTES_MAX);
        members.add(socket);
        socket.closeHandler(closed -> members.remove(socket));
        socket.exceptionHandler(lost -> members.remove(socket));
    }

    private void answer(HttpServerRequest request) {
        if (request.method() != HttpMethod.POST) {
            request.response().setStatusCode(405).end();
            return;
        }
        request.body().onSuccess(body -> {
            publish(request.path(), body.toString());
            request.response().setStatusCode(202).end();
        });
    }

    private void publish(String path, String text) {
        // A copy, since a closed member is removed from the set.
        for (ServerWebSocket member : List.copyOf(members(path))) {
            if (member.writeQueueFull()) {
                member.close(TRY_AGAIN_LATER);
            } else {
                member.writeTextMessage(text);
            }
        }
    }
}
