import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code java Numbered.java HOST PORT TOKEN TOPIC}: publishers send numbered publications to a remembered topic, and
 * repeat each with its idempotency key until it is acknowledged. Readers of event streams resume with their last id.
 * Each of them connects again to the same address when its connection ends. At the end of standard input it prints how
 * many acknowledged publications the readers did not receive, received twice or out of order, and how often the service
 * reported a gap. Shares no code with the service.
 */
final class Numbered {
    private static final int PUBLISHERS = 3;
    private static final int READERS = 12;
    private static final int CONNECT_MILLIS = 1000;
    private static final int SILENCE_MILLIS = 8000;
    private static final int PAUSE_MILLIS = 5;
    private static final long TO_ARRIVE_MILLIS = 10_000;

    private final InetSocketAddress service;
    private final String token;
    private final String path;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicLong longestMillis = new AtomicLong();
    private final List<Reader> readers = new ArrayList<>();
    private volatile boolean publishes = true;

    private Numbered(String host, int port, String token, String topic) {
        this.service = new InetSocketAddress(host, port);
        this.token = token;
        this.path = "/topics/" + topic;
    }

    public static void main(String... args) throws Exception {
        new Numbered(args[0], Integer.parseInt(args[1]), args[2], args[3]).run();
    }

    private void run() throws Exception {
        String begin = publish("begin");
        for (int i = 0; i < READERS; i++) {
            readers.add(new Reader(begin));
            Thread.ofPlatform().daemon().start(readers.get(i)::run);
        }
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "p" + i;
            publishers.add(Thread.ofPlatform().start(() -> publishNumbers(name)));
        }
        System.out.println("running");
        System.in.readAllBytes();
        publishes = false;
        for (Thread each : publishers) {
            each.join();
        }
        long end = System.currentTimeMillis() + TO_ARRIVE_MILLIS;
        while (missing() > 0 && System.currentTimeMillis() < end) {
            Thread.sleep(20);
        }
        System.out.printf(
                "missing %d, duplicated %d, reordered %d, gaps %d%n",
                missing(), sum(reader -> reader.duplicated), sum(reader -> reader.reordered), sum(reader -> reader.gaps));
        System.out.printf(
                "acknowledged %d, repeated %d, connected again %d, longest wait of a publisher %d ms%n",
                acknowledged.size(), repeated.get(), moved.get(), longestMillis.get());
    }

    private long missing() {
        return readers.stream()
                .mapToLong(reader -> acknowledged.stream().filter(each -> !reader.had.contains(each)).count())
                .sum();
    }

    private long sum(java.util.function.ToIntFunction<Reader> count) {
        return readers.stream().mapToInt(count).sum();
    }

    private void publishNumbers(String name) {
        for (int number = 1; publishes; number++) {
            long begun = System.nanoTime();
            publish(name + "." + number);
            acknowledged.add(name + "." + number);
            longestMillis.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
            pause(PAUSE_MILLIS);
        }
    }

    /** Repeats a publication until it is acknowledged, and returns its id. */
    private String publish(String text) {
        while (true) {
            try (Socket socket = connect()) {
                send(socket, "POST " + path + " HTTP/1.1\r\nIdempotency-Key: " + text + "\r\nContent-Length: " + text.length()
                        + "\r\nConnection: close\r\n", text);
                String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                if (answer.startsWith("HTTP/1.1 202 ")) {
                    return answer.replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
                }
                if (!answer.isEmpty() && !answer.startsWith("HTTP/1.1 503 ")) {
                    System.out.println("expected 202 or 503, but was " + answer);
                }
            } catch (IOException gone) {
                // It is repeated on a new connection, which may lead to another node.
            }
            repeated.incrementAndGet();
            pause(50);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(service, CONNECT_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    private void send(Socket socket, String head, String body) throws IOException {
        String request = head + "Host: carillon\r\nAuthorization: Bearer " + token + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** Opens one event stream after the other. Each resumes after the last event. */
    private final class Reader {
        final Set<String> had = ConcurrentHashMap.newKeySet();
        final Map<String, Integer> last = new HashMap<>();
        final Set<String> epochs = new HashSet<>();
        String lastId;
        int duplicated;
        int reordered;
        int gaps;

        Reader(String begin) {
            this.lastId = begin;
            epochs.add(epoch(begin));
        }

        private static String epoch(String id) {
            return id.split(":", 2)[0];
        }

        void run() {
            while (true) {
                try (Socket socket = connect()) {
                    send(socket, "GET " + path + " HTTP/1.1\r\nAccept: text/event-stream\r\nLast-Event-ID: " + lastId
                            + "\r\n", "");
                    read(new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)));
                } catch (IOException gone) {
                    // The next stream resumes after the last event.
                }
                moved.incrementAndGet();
                pause(50);
            }
        }

        private void read(BufferedReader in) throws IOException {
            String id = lastId;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    gaps++;
                } else if (line.startsWith("data: p")) {
                    take(line.substring(6));
                } else if (line.isEmpty() && !id.equals(lastId)) {
                    gaps += epochs.add(epoch(id)) ? 1 : 0;
                    lastId = id;
                }
            }
        }

        private void take(String text) {
            if (!had.add(text)) {
                duplicated++;
                return;
            }
            String[] parts = text.split("\\.");
            int number = Integer.parseInt(parts[1]);
            if (last.merge(parts[0], number, Math::max) != number) {
                reordered++;
            }
        }
    }
}
