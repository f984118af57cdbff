package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A site of its own, whose pages are empty and can import carillon.js: it is there while the service is not. */
final class TestPages implements AutoCloseable {
    private static final List<Path> SCRIPTS = List.of(Path.of("js"), Path.of("src/test/js/carillon"));

    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    TestPages() throws IOException {
        server.createContext("/", TestPages::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Optional<Path> script = script(exchange.getRequestURI().getPath().substring(1));
        byte[] body = script.isPresent() ? Files.readAllBytes(script.get()) : "<!doctype html><p>empty".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", script.isPresent() ? "text/javascript" : "text/html");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Optional<Path> script(String name) {
        return Stream.of(name)
                .filter(file -> file.endsWith(".js"))
                .flatMap(file -> SCRIPTS.stream().map(folder -> folder.resolve(file)))
                .filter(Files::exists)
                .findFirst();
    }
}
