package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** {@code carillon serve} in a separate process, on free ports. */
final class ServeProcess implements AutoCloseable {
    private static final Pattern LISTENS =
            Pattern.compile("carillon .* listens on https?://[^:]*:(\\d+) .* tls=(\\S+) .*");
    private static final Pattern MANAGED = Pattern.compile("for operators: http://[^:]*:(\\d+)/.*");

    final CarillonProcess process;
    final int port;
    /** The TLS engine that it reports. */
    final String tls;

    private final int managementPort;

    private ServeProcess(CarillonProcess process) throws IOException {
        this.process = process;
        MatchResult listens = process.await(LISTENS);
        this.port = Integer.parseInt(listens.group(1));
        this.tls = listens.group(2);
        this.managementPort = Integer.parseInt(process.await(MANAGED).group(1));
        process.drain();
    }

    /** A service that follows another one on {@code port}. */
    static ServeProcess startOn(int port, String... flags) throws IOException {
        return start("", "--no-warm-up", port, List.of(flags));
    }

    /** Without a warm-up, as all except {@link #startWarm}. */
    static ServeProcess start(String... flags) throws IOException {
        return startWithin("", flags);
    }

    /** With a warm-up, as by default. */
    static ServeProcess startWarm() throws IOException {
        return start("", "--warm-up", List.of());
    }

    /**
     * @param before shell commands, such as one that sets a limit of the process
     */
    static ServeProcess startWithin(String before, String... flags) throws IOException {
        return start(before, "--no-warm-up", List.of(flags));
    }

    private static ServeProcess start(String before, String warmUp, List<String> flags) throws IOException {
        return start(before, warmUp, 0, flags);
    }

    private static ServeProcess start(String before, String warmUp, int port, List<String> flags) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("serve", warmUp, "--port", port + "", "--management-port", "0"));
        arguments.addAll(flags);
        return new ServeProcess(CarillonProcess.start(before, arguments));
    }

    /** Sends SIGTERM. */
    void terminate() throws IOException, InterruptedException {
        process.signal("TERM");
    }

    int exitCode() throws InterruptedException {
        return process.exitCode();
    }

    void publish(String topic, String body) throws IOException {
        publish(topic, "text/plain", body);
    }

    void publishJson(String topic, String body) throws IOException {
        publish(topic, "application/json", body);
    }

    private void publish(String topic, String type, String body) throws IOException {
        try (RawClient publisher = new RawClient(port)) {
            byte[] bytes = body.getBytes(UTF_8);
            String head = "POST /topics/%s HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                    .formatted(topic, type, bytes.length);
            publisher.send(RawClient.joined(head.getBytes(ISO_8859_1), bytes));
            String answer = publisher.readAnswer();
            if (!answer.startsWith("HTTP/1.1 202 ")) {
                throw new AssertionError("expected 202, but was " + answer);
            }
        }
    }

    boolean hasSubscriber(String topic) throws IOException {
        return hasSubscribers(topic, 1);
    }

    boolean hasSubscribers(String topic, int count) throws IOException {
        return get(port, "/topics/" + topic).contains("\"subscribers\":" + count + "}");
    }

    /** The page of metrics. */
    String scrape() throws IOException {
        return get(managementPort, "/metrics").split("\r\n\r\n", 2)[1];
    }

    /** The value of one line of the metrics; 0 if there is none. */
    double metric(String line) throws IOException {
        return scrape().lines()
                .filter(text -> text.startsWith(line + " "))
                .mapToDouble(text -> Double.parseDouble(text.substring(line.length() + 1)))
                .sum();
    }

    /** The answer for operators. */
    String management(String path) throws IOException {
        return get(managementPort, path);
    }

    private static String get(int port, String path) throws IOException {
        try (RawClient reader = new RawClient(port)) {
            reader.send(("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(ISO_8859_1));
            return reader.readAnswer();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
