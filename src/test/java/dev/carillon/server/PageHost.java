package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.page.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Another server than the service, with pages that use the service. A browser sees it as this host, and as another one.
 */
final class PageHost implements AutoCloseable {
    private record File(String text, String policy) {}

    private final Map<String, File> files = new ConcurrentHashMap<>();
    private final HttpServer server;

    PageHost() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    void put(String path, String text) {
        put(path, text, "");
    }

    /**
     * @param policy a Content-Security-Policy, or empty
     */
    void put(String path, String text, String policy) {
        files.put(path, new File(text, policy));
    }

    String here() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String elsewhere() {
        return "http://" + Browser.ELSEWHERE + ":" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            File file = files.getOrDefault(path, new File("", ""));
            String type = path.endsWith(".js") ? "text/javascript" : "text/html";
            exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
            if (!file.policy().isEmpty()) {
                exchange.getResponseHeaders().add("Content-Security-Policy", file.policy());
            }
            byte[] bytes = file.text().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
