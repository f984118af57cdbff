package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** A client of an event stream, after its answer. */
final class StreamClient implements AutoCloseable {
    final RawClient client;
    /** The head of the answer. */
    final String head;
    /** The first line of the stream. */
    final String retry;

    private StreamClient(RawClient client) throws IOException {
        this.client = client;
        this.head = client.readHead();
        assertThat(head).startsWith("HTTP/1.1 200 ");
        this.retry = client.readEvent();
    }

    static StreamClient open(TestService service, String path) throws IOException {
        return open(service, path, "");
    }

    /**
     * @param fields more lines of the request's head
     */
    static StreamClient open(TestService service, String path, String fields) throws IOException {
        return open(service.client(0), path, fields);
    }

    static StreamClient open(RawClient client, String path, String fields) throws IOException {
        client.send(request("GET", path, fields));
        return new StreamClient(client);
    }

    /** A request for an event stream, as of a browser. */
    static byte[] request(String method, String path, String fields) {
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + fields + "\r\n")
                .getBytes(ISO_8859_1);
    }

    /** The next event, without comments, in the form of {@link RawClient#readEvent}. */
    String next() throws IOException {
        String event = client.readEvent();
        while (event.equals(":")) {
            event = client.readEvent();
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
