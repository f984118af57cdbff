package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Three nodes with a configured size of their cluster that remember the topics {@code r.*}: each is a process with a
 * separate network.
 */
final class ThreeNodes implements AutoCloseable {
    static final int COUNT = 3;

    private static final String CLIENTS = "192.0.2.254";

    /** Longer than a node waits for a confirmation. */
    private static final int ANSWER_MILLIS = 8000;

    private final String config;
    private final IntFunction<String> before;
    private final boolean far;
    private final TestNetwork clients = TestNetwork.create();
    private final List<TestNetwork> networks = new ArrayList<>();

    /** Read by the threads of publishers and subscribers. */
    private final List<String> addresses = new CopyOnWriteArrayList<>();

    private final Map<Integer, LongCable> cables = new HashMap<>();
    private final List<ServeProcess> processes = new CopyOnWriteArrayList<>();
    private final AtomicInteger topics = new AtomicInteger();
    private int replaced;

    private ThreeNodes(Path files, IntFunction<String> before, boolean far) throws Exception {
        this.config = Files.writeString(files.resolve("config.yaml"), """
                topics:
                  - pattern: "r.*"
                    history: {messages: 1000000, age: 20m}
                """).toString();
        this.before = before;
        this.far = far;
    }

    static ThreeNodes start(Path files) throws Exception {
        return start(files, index -> "");
    }

    /**
     * @param before shell commands for each node, such as one that sets an environment variable
     */
    static ThreeNodes start(Path files, IntFunction<String> before) throws Exception {
        return started(new ThreeNodes(files, before, false));
    }

    /** With cables on which packets between nodes are delayed, and those of clients are not. */
    static ThreeNodes startFar(Path files) throws Exception {
        return started(new ThreeNodes(files, index -> "", true));
    }

    private static ThreeNodes started(ThreeNodes made) throws Exception {
        try {
            made.start();
            return made;
        } catch (Throwable failure) {
            made.close();
            throw failure;
        }
    }

    private void start() throws Exception {
        clients.bridge(CLIENTS);
        for (int i = 0; i < COUNT; i++) {
            addresses.add(address(i));
            networks.add(TestNetwork.create());
            join(i, i);
        }
        for (int i = 0; i < COUNT; i++) {
            processes.add(started(i));
        }
        awaitAll();
    }

    private static String address(int machine) {
        return "192.0.2." + (machine + 1);
    }

    private void join(int index, int machine) throws Exception {
        String port = "port" + machine;
        if (far) {
            cables.put(index, clients.joinBridgeFar(networks.get(index), port, address(machine), CLIENTS));
        } else {
            clients.joinBridge(networks.get(index), port, address(machine));
        }
    }

    private ServeProcess started(int index) throws Exception {
        return networks.get(index)
                .call(() -> ServeProcess.startWithin(
                        before.apply(index),
                        "--open",
                        "--host",
                        "0.0.0.0",
                        "--config",
                        config,
                        "--cluster",
                        String.join(",", addresses),
                        "--cluster-size",
                        "" + COUNT));
    }

    ServeProcess process(int index) {
        return processes.get(index);
    }

    TestNetwork network(int index) {
        return networks.get(index);
    }

    /** The cable to a node, and back. */
    LongCable cable(int index) {
        return Objects.requireNonNull(cables.get(index), "nodes that are far from each other");
    }

    TestNetwork clients() {
        return clients;
    }

    /** Replaces a process that has ended or will be ended. */
    void restart(int index) throws Exception {
        processes.get(index).close();
        processes.set(index, started(index));
    }

    /** Replaces a node that is gone with its machine by one with another address. */
    void replace(int index) throws Exception {
        processes.get(index).close();
        networks.get(index).close();
        int machine = COUNT + replaced++;
        addresses.set(index, address(machine));
        networks.set(index, TestNetwork.create());
        join(index, machine);
        processes.set(index, started(index));
    }

    /** Waits until each node has all others and all of the log, and looks for no other. */
    void awaitAll() throws Exception {
        await(readyz -> readyz.endsWith("\nready\n"));
    }

    /**
     * As {@link #awaitAll}, but each may still look for one that has gone without notice, as it does for ten minutes.
     */
    void awaitReady() throws Exception {
        await(readyz -> readyz.startsWith("HTTP/1.1 200 "));
    }

    private void await(Predicate<String> readyz) throws Exception {
        for (int i = 0; i < COUNT; i++) {
            while (!isComplete(i, readyz)) {
                Thread.sleep(100);
            }
        }
    }

    private boolean isComplete(int index, Predicate<String> readyz) throws Exception {
        try {
            return readyz.test(asked(index, "/readyz")) && members(index) == COUNT;
        } catch (SocketTimeoutException busy) {
            return false;
        }
    }

    /** Waits until a node has {@code count} members. */
    void awaitMembers(int index, int count) throws Exception {
        while (members(index) != count) {
            Thread.sleep(100);
        }
    }

    /** The node that stores the log for all: it sends each item to a backup and to two readers. */
    int owner() throws Exception {
        long[] before = new long[COUNT];
        long[] sent = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            before[i] = sentBytes(i);
        }
        for (int i = 0; i < 4; i++) {
            acknowledged(0, "r.owner", i + "x".repeat(500_000));
        }
        int most = 0;
        for (int i = 0; i < COUNT; i++) {
            sent[i] = sentBytes(i) - before[i];
            most = sent[i] > sent[most] ? i : most;
        }
        told("sent", Arrays.toString(sent));
        assertThat(sent[most]).as("of the owner: " + Arrays.toString(sent)).isGreaterThan(2 * 4 * 500_000);
        return most;
    }

    private long sentBytes(int index) throws Exception {
        String cable = networks.get(index)
                .call(() -> Files.readString(Path.of("/proc/thread-self/net/dev")))
                .lines()
                .filter(line -> line.strip().startsWith("cable:"))
                .findFirst()
                .orElseThrow();
        // proc_pid_net(5): eight figures of received bytes and packets come first.
        return Long.parseLong(cable.split(":", 2)[1].strip().split(" +", 10)[8]);
    }

    /** The number of members of a node, including itself. */
    int members(int index) throws Exception {
        String answer = asked(index, "/cluster");
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n"))).getInteger("members");
    }

    /** The answer of a node for operators. */
    String asked(int index, String path) throws Exception {
        return networks.get(index).call(() -> processes.get(index).management(path));
    }

    double metric(int index, String line) throws Exception {
        return networks.get(index).call(() -> processes.get(index).metric(line));
    }

    void cut(int one, int other) throws Exception {
        networks.get(one).lose(addresses.get(other));
        networks.get(other).lose(addresses.get(one));
    }

    void heal() throws Exception {
        for (int one = 0; one < COUNT; one++) {
            for (int other = 0; other < COUNT; other++) {
                if (one != other) {
                    networks.get(one).findIfLost(addresses.get(other));
                }
            }
        }
    }

    /** A load on a separate topic, with publishers and subscribers on the first nodes. */
    NumberedLoad load(int nodes) throws Exception {
        return clients.call(() -> new NumberedLoad(
                "r." + topics.incrementAndGet(),
                nodes,
                index -> new InetSocketAddress(addresses.get(index % nodes), processes.get(index % nodes).port)));
    }

    RawClient client(int index) throws Exception {
        return clients.call(() -> {
            RawClient client = new RawClient(addresses.get(index), processes.get(index).port);
            client.socket.setSoTimeout(ANSWER_MILLIS);
            return client;
        });
    }

    /** The key is the beginning of the text. */
    static void post(RawClient client, String topic, String text) throws IOException {
        String key = topic + "-" + text.substring(0, Math.min(text.length(), 40));
        client.send(("POST /topics/" + topic + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nIdempotency-Key: "
                        + key + "\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
                .getBytes(ISO_8859_1));
    }

    /** Publishes repeatedly until it is acknowledged. Returns the id. */
    String acknowledged(int index, String topic, String text) throws Exception {
        Optional<String> id = Optional.empty();
        while (id.isEmpty()) {
            try (RawClient client = client(index)) {
                post(client, topic, text);
                id = id(client.readAnswer());
            }
        }
        return id.get();
    }

    private static Optional<String> id(String answer) {
        return answer.startsWith("HTTP/1.1 202 ")
                ? Optional.of(new JsonObject(answer.substring(answer.indexOf("\r\n\r\n"))).getString("id"))
                : Optional.empty();
    }

    /** The events of a topic on one node, after {@code since} up to the one with {@code last}. */
    List<String> events(int index, String topic, String since, String last) throws Exception {
        List<String> events = new ArrayList<>();
        try (StreamClient stream =
                StreamClient.open(client(index), "/topics/" + topic, "Last-Event-ID: " + since + "\r\n")) {
            do {
                events.add(stream.next());
            } while (!events.getLast().endsWith("\ndata: " + last));
        }
        return events;
    }

    /** Ends a load in which nothing may be lost, after reading all of it from the beginning. */
    void end(String test, NumberedLoad load) throws Exception {
        clients.call((Callable<Void>) () -> {
            load.subscribeToEach();
            return null;
        });
        told(test, load.end());
        load.requireAll();
        requireSameLog();
    }

    /** A restarted log would hide lost publications. */
    void requireSameLog() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            assertThat(asked(i, "/metrics")).contains("\ncarillon_log_restarts_total 0.0\n");
        }
    }

    static void told(String test, Object figures) {
        System.out.println(test + ": " + figures);
    }

    static Duration seconds(int unlessSet) {
        return Duration.ofSeconds(Integer.getInteger("carillon.fault.seconds", unlessSet));
    }

    @Override
    public void close() {
        processes.forEach(ServeProcess::close);
        networks.forEach(TestNetwork::close);
        clients.close();
    }
}
