import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty with its own WebSocket API and its own threads: java JettyPeer PORT. */
public final class JettyPeer {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Map<String, Set<Session>> topics = new ConcurrentHashMap<>();

    public static void main(String... arguments) throws Exception {
        JettyPeer peer = new JettyPeer();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        WebSocketUpgradeHandler webSockets = WebSocketUpgradeHandler.from(server, container -> {
            container.setIdleTimeout(IDLE);
            container.addMapping(
                    "/topics/*",
                    (request, response, callback) ->
                            peer.new Subscriber(request.getHttpURI().getPath()));
        });
        webSockets.setHandler(peer.new Posts());
        server.setHandler(webSockets);
        server.start();
        System.out.printf("Jetty %s listens on http://127.0.0.1:%d%n", Server.getVersion(), connector.getLocalPort());
    }

    private Set<Session> members(String path) {
        return topics.computeIfAbsent(path, none -> ConcurrentHashMap.newKeySet());
    }

    private void publish(String path, String text) {
        members(path).forEach(member -> member.sendText(text, org.eclipse.jetty.websocket.api.Callback.NOOP));
    }

    /** Publishes what is posted. */
    private final class Posts extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (!HttpMethod.POST.is(request.getMethod())) {
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
                return true;
            }
            publish(request.getHttpURI().getPath(), Content.Source.asString(request, StandardCharsets.UTF_8));
            response.setStatus(HttpStatus.ACCEPTED_202);
            callback.succeeded();
            return true;
        }
    }

    /** Public, since Jetty looks up its methods. Messages of clients are ignored. */
    public final class Subscriber extends Session.Listener.AbstractAutoDemanding {
        private final String path;

        private Subscriber(String path) {
            this.path = path;
        }

        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            members(path).add(session);
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, org.eclipse.jetty.websocket.api.Callback callback) {
            members(path).remove(getSession());
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            members(path).remove(getSession());
        }
    }
}
