package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.handshake.ClientHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Runs the frequent operations of a service until the JVM has compiled them, with its own service on a free port of
 * 127.0.0.1 and its own clients. Blocks the calling thread.
 *
 * @param connections WebSockets that are opened and closed
 * @param subscribers WebSockets that are open at one time and receive the publications
 * @param publications by WebSocket, one after the other
 * @param posts publications by HTTP
 */
public record WarmUp(int connections, int subscribers, int publications, int posts) {
    /**
     * For a service that is about to start, about 1 s. With fewer publications the compiler is still busy when the
     * first clients come, which is worse than no warm-up; after 300 posts it has compiled most of their path (figures
     * in docs/design.md).
     */
    public static final WarmUp BRIEF = new WarmUp(1500, 1, 3000, 300);

    /**
     * For the AOT cache, which stores the profiles (JEP 514, JEP 515): after 5,000 calls the compiler optimises fully.
     */
    public static final WarmUp THOROUGH = new WarmUp(6000, 500, 300, 300);

    private static final MaskedFrames FRAMES = new MaskedFrames(() -> 0x2d5f71b3);

    /** A typical length, because loops over bytes are compiled for it. */
    private static final String PAYLOAD = "x".repeat(200);

    private static final byte[] OPENING = new ClientHandshake(
                    "localhost", "/topics/warm-up", List.of(), List.of(), "dGhlIHNhbXBsZSBub25jZQ==")
            .request();
    private static final byte[] PUBLICATION = FRAMES.text(PAYLOAD.getBytes(ISO_8859_1));
    private static final byte[] POST = ("POST /topics/warm-up HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + PAYLOAD.length() + "\r\n\r\n" + PAYLOAD)
            .getBytes(ISO_8859_1);

    /**
     * Returns when everything is done.
     *
     * @throws IOException when the sockets fail
     * @throws ExecutionException when the service could not start or stop, with the reason
     */
    public void run(LaneChoice lane) throws IOException, InterruptedException, ExecutionException {
        Service service = Service.start(ServiceSettings.defaults()
                        .with(lane)
                        .with(new Listening("127.0.0.1", 0, 0))
                        .with(new StopSettings(Duration.ZERO, Duration.ZERO)))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        try {
            useWebSockets(service.port());
            usePosts(service);
        } finally {
            service.stop().toCompletionStage().toCompletableFuture().get();
        }
    }

    private void useWebSockets(int port) throws IOException {
        try (Subscribers clients = new Subscribers(port)) {
            for (int i = 0; i < connections; i++) {
                clients.connect(subscribers);
            }
            for (int i = 0; i < publications; i++) {
                clients.publish();
            }
        }
    }

    /** Connects after the longer steps, because a connection that is silent for ten seconds is closed. */
    private void usePosts(Service service) throws IOException {
        try (Client backEnd = new Client(service.port())) {
            for (int i = 0; i < posts; i++) {
                backEnd.ask(POST);
            }
            backEnd.ask(request("GET /topics"));
        }
        try (Client operator = new Client(service.managementPort())) {
            operator.ask(request("GET /metrics"));
        }
    }

    private static byte[] request(String line) {
        return (line + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** A client that sends a request and waits for an answer. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
        }

        void say(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void ask(byte[] question) throws IOException {
            say(question);
            if (socket.getInputStream().read() < 0) {
                throw new IOException("expected an answer, but the connection ended");
            }
            skipWhatCame();
        }

        void skipWhatCame() throws IOException {
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** The subscribers that are open now. */
    private static final class Subscribers implements AutoCloseable {
        private final int port;
        private final List<Client> open = new ArrayList<>();

        Subscribers(int port) {
            this.port = port;
        }

        void connect(int most) throws IOException {
            Client next = new Client(port);
            open.add(next);
            next.ask(OPENING);
            if (open.size() > most) {
                Client oldest = open.removeFirst();
                oldest.say(FRAMES.close(1000, ""));
                oldest.close();
            }
        }

        void publish() throws IOException {
            open.getFirst().ask(PUBLICATION);
            for (Client client : open) {
                client.skipWhatCame();
            }
        }

        @Override
        public void close() throws IOException {
            for (Client client : open) {
                client.close();
            }
        }
    }
}
