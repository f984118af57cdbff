package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Publishers that number their publications and repeat each with its key until it is acknowledged, and subscribers that
 * resume with their last id; each uses any node that answers. Acknowledged publications must come to each subscriber,
 * once and in order.
 */
final class NumberedLoad {
    private static final int CONNECT_MILLIS = 1000;

    /** Longer than a node waits for a confirmation. */
    private static final int ANSWER_MILLIS = 8000;

    /** While publications come all the time, a stream that is silent for this long is of a node that is cut off. */
    private static final int SILENCE_MILLIS = 3000;

    private static final long PAUSE_MILLIS = 4;
    private static final Duration TO_ARRIVE = Duration.ofSeconds(60);

    private final String topic;
    private final IntFunction<InetSocketAddress> node;
    private final int nodes;
    private final List<Thread> publishing = new ArrayList<>();
    private final List<Thread> subscribing = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Queue<Long>> waits = new ArrayList<>();
    private final String begin;
    private volatile boolean publishes = true;
    private volatile boolean subscribes = true;

    /**
     * To be called in the network of the clients.
     *
     * @param node the present address of a node
     */
    NumberedLoad(String topic, int nodes, IntFunction<InetSocketAddress> node) throws Exception {
        this.topic = topic;
        this.nodes = nodes;
        this.node = node;
        this.begin = acknowledge("begin", 0);
        subscribeToEach();
        for (int i = 0; i < nodes; i++) {
            waits.add(new ConcurrentLinkedQueue<>());
        }
        for (int i = 0; i < nodes; i++) {
            int number = i;
            publishing.add(Thread.ofPlatform().daemon().start(() -> publish(number)));
        }
    }

    /** Adds a subscriber on each node that reads from the beginning. To be called in the network of the clients. */
    void subscribeToEach() {
        for (int i = 0; i < nodes; i++) {
            Subscriber subscriber = new Subscriber(i, begin);
            subscribers.add(subscriber);
            subscribing.add(Thread.ofPlatform().daemon().start(subscriber::run));
        }
    }

    /** The waits of publishers for acknowledgements: p50, p99 and maximum, in milliseconds. */
    String waits() {
        return waits.stream()
                .map(each -> each.stream().sorted().toList())
                .map(each -> "%.0f, %.0f, %.0f ms"
                        .formatted(
                                each.get(each.size() / 2) / 1e6,
                                each.get(each.size() * 99 / 100) / 1e6,
                                each.getLast() / 1e6))
                .collect(Collectors.joining("; "));
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    /** Ends the load when all has arrived; fails if a publication is missing, duplicated or out of order. */
    String end() throws InterruptedException {
        publishes = false;
        for (Thread each : publishing) {
            each.join();
        }
        long end = System.nanoTime() + TO_ARRIVE.toNanos();
        for (Subscriber subscriber : subscribers) {
            while (!subscriber.had.containsAll(acknowledged) && System.nanoTime() - end < 0) {
                Thread.sleep(20);
            }
        }
        subscribes = false;
        for (Thread each : subscribing) {
            each.join();
        }
        return figures();
    }

    String figures() {
        StringBuilder figures = new StringBuilder("acknowledged=" + acknowledged.size() + " refused=" + refused);
        for (Subscriber subscriber : subscribers) {
            figures.append(" | had=")
                    .append(subscriber.had.size())
                    .append(" missing=")
                    .append(subscriber.missing().size());
            figures.append(" doubled=").append(subscriber.doubled.size());
            figures.append(" reordered=").append(subscriber.reordered.size());
            figures.append(" epochs=")
                    .append(subscriber.epochs.size())
                    .append(" told=")
                    .append(subscriber.told);
            figures.append(" moved=").append(subscriber.moves);
        }
        return figures.toString();
    }

    /** Requires that each subscriber has all, in one epoch, and that no client was told of a gap. */
    void requireAll() {
        for (Subscriber subscriber : subscribers) {
            assertThat(subscriber.missing()).as("missing").isEmpty();
            requireOrder(subscriber);
            assertThat(subscriber.told).as("told of a gap").isEmpty();
            assertThat(subscriber.epochs).as("epochs").hasSize(1);
        }
    }

    /** If a gap was reported: requires that received publications came once and in order. */
    void requireOrder() {
        subscribers.forEach(NumberedLoad::requireOrder);
    }

    private static void requireOrder(Subscriber subscriber) {
        assertThat(subscriber.doubled).as("doubled").isEmpty();
        assertThat(subscriber.reordered).as("reordered").isEmpty();
    }

    boolean isOneEpoch() {
        return subscribers.stream().allMatch(subscriber -> subscriber.epochs.size() == 1);
    }

    private void publish(int publisher) {
        try {
            for (int number = 0; publishes; number++) {
                String text = publisher + "." + number;
                long begun = System.nanoTime();
                acknowledge(text, publisher);
                waits.get(publisher).add(System.nanoTime() - begun);
                acknowledged.add(text);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private final Map<Integer, Connection> connections = new ConcurrentHashMap<>();

    private record Connection(Socket socket, BufferedReader in, int node) {}

    /** Publishes until it is acknowledged. Returns the id. */
    private String acknowledge(String text, int publisher) throws InterruptedException {
        for (int at = publisher; ; at++) {
            try {
                Connection connection = connection(publisher, at % nodes);
                Optional<String> id = post(connection, text);
                if (id.isPresent()) {
                    return id.get();
                }
                refused.incrementAndGet();
                Thread.sleep(20);
            } catch (IOException gone) {
                Thread.sleep(20);
            }
            Connection failed = connections.remove(publisher);
            if (failed != null) {
                close(failed.socket());
            }
        }
    }

    private Connection connection(int publisher, int at) throws IOException {
        Connection known = connections.get(publisher);
        if (known != null) {
            return known;
        }
        Socket socket = connect(at, ANSWER_MILLIS);
        Connection made = new Connection(socket, reader(socket), at);
        connections.put(publisher, made);
        return made;
    }

    private Optional<String> post(Connection connection, String text) throws IOException {
        send(
                connection.socket(),
                "POST /topics/" + topic + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nIdempotency-Key: "
                        + topic + "-" + text + "\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        String status = line(connection.in());
        int length = 0;
        for (String line = line(connection.in()); !line.isEmpty(); line = line(connection.in())) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
            int more = connection.in().read(body, read, length - read);
            if (more < 0) {
                throw new IOException("cut");
            }
            read += more;
        }
        return status.contains(" 202 ")
                ? Optional.of(new JsonObject(new String(body)).getString("id"))
                : Optional.empty();
    }

    private Socket connect(int at, int silenceMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(node.apply(at), CONNECT_MILLIS);
            socket.setSoTimeout(silenceMillis);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException | RuntimeException refusedConnection) {
            close(socket);
            throw refusedConnection;
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String line(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("ended");
        }
        return line;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It is gone either way.
        }
    }

    /** One event stream, on one node after the other. */
    private final class Subscriber {
        final Set<String> had = ConcurrentHashMap.newKeySet();
        final List<String> doubled = new CopyOnWriteArrayList<>();
        final List<String> reordered = new CopyOnWriteArrayList<>();
        final Set<String> epochs = ConcurrentHashMap.newKeySet();
        final List<String> told = new CopyOnWriteArrayList<>();
        private final Map<String, Integer> last = new HashMap<>();
        private final AtomicInteger moves = new AtomicInteger();
        private int at;
        private String lastId;

        Subscriber(int at, String lastId) {
            this.at = at;
            this.lastId = lastId;
            epochs.add(epoch(lastId));
        }

        Set<String> missing() {
            Set<String> missing = new HashSet<>(acknowledged);
            missing.removeAll(had);
            return missing;
        }

        private static String epoch(String id) {
            return id.substring(0, id.indexOf(':') < 0 ? id.length() : id.indexOf(':'));
        }

        void run() {
            while (subscribes) {
                try (Socket socket = connect(at % nodes, SILENCE_MILLIS)) {
                    read(socket);
                } catch (IOException gone) {
                    at++;
                    moves.incrementAndGet();
                    pause();
                }
            }
        }

        private static void pause() {
            try {
                Thread.sleep(50);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private void read(Socket socket) throws IOException {
            BufferedReader in = reader(socket);
            send(
                    socket,
                    "GET /topics/" + topic
                            + " HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\nLast-Event-ID: " + lastId
                            + "\r\n\r\n");
            if (!line(in).contains(" 200 ")) {
                throw new IOException("refused");
            }
            String id = lastId;
            while (subscribes) {
                String line = line(in);
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                    epochs.add(epoch(id));
                } else if (line.startsWith("event: ")) {
                    told.add(line.substring(7));
                } else if (line.startsWith("data: ")) {
                    take(line.substring(6));
                }
                if (line.isEmpty()) {
                    lastId = id;
                }
            }
        }

        private void take(String text) {
            int dot = text.indexOf('.');
            if (dot < 0 || text.contains("{")) {
                return;
            }
            if (!had.add(text)) {
                doubled.add(text);
                return;
            }
            int number = Integer.parseInt(text.substring(dot + 1));
            if (last.merge(text.substring(0, dot), number, Math::max) != number) {
                reordered.add(text);
            }
        }
    }
}
