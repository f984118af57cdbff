package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.server.Service;
import dev.carillon.websocket.ClientHandshake;
import dev.carillon.websocket.MaskedFrames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;

/**
 * {@code carillon train}: does once everything that a service does often, so that the JVM can keep what it learned in an
 * AOT cache (JEP 514, JEP 515) and the first connections of a real service find it warm. Talks to itself alone.
 */
@Command(name = "train", hidden = true, description = "Exercises the service for the JVM's AOT cache.")
public final class Train implements Callable<Integer> {
    /** Enough for the compiler to have seen the way in: it looks after 200 calls and is sure after 5,000. */
    private static final int CONNECTIONS = 6000;

    private static final int KEPT = 500;
    private static final int PUBLICATIONS = 300;

    private final ClientHandshake opening =
            new ClientHandshake("localhost", "/topics/training", Map.of(), List.of(), "dGhlIHNhbXBsZSBub25jZQ==");
    private final MaskedFrames frames = new MaskedFrames(() -> 0x2d5f71b3);
    private final List<Socket> kept = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        ServiceSettings settings = ServiceSettings.defaults()
                .with(new Listening("127.0.0.1", 0, 0))
                .with(new StopSettings(Duration.ZERO, Duration.ZERO));
        Service service = Service.start(settings)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        try {
            exercise(service);
        } finally {
            service.stop().toCompletionStage().toCompletableFuture().get();
        }
        return 0;
    }

    private void exercise(Service service) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            connect(service.port());
        }
        for (int i = 0; i < PUBLICATIONS; i++) {
            request(service.port(), "POST /topics/training HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
            kept.getFirst().getOutputStream().write(frames.text("hello".getBytes(UTF_8)));
            readWhatCame();
        }
        request(service.port(), "GET /topics HTTP/1.1\r\nHost: x\r\n\r\n");
        request(service.managementPort(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        for (Socket socket : kept) {
            socket.close();
        }
    }

    private void connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(opening.request());
        awaitAnswer(socket);
        kept.add(socket);
        if (kept.size() > KEPT) {
            Socket oldest = kept.removeFirst();
            oldest.getOutputStream().write(frames.close(1000, ""));
            oldest.close();
        }
    }

    private void readWhatCame() throws IOException {
        for (Socket socket : kept) {
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
        }
    }

    private static void request(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            awaitAnswer(socket);
        }
    }

    private static void awaitAnswer(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        byte[] answer = new byte[64 << 10];
        if (socket.getInputStream().read(answer) < 0) {
            throw new IOException("expected an answer, but the connection ended");
        }
    }
}
