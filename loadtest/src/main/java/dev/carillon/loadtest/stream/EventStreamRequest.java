package dev.carillon.loadtest.stream;

import dev.carillon.handshake.ClientHandshake.Failed;
import dev.carillon.handshake.ClientHandshake.Failure;
import dev.carillon.handshake.ClientHandshake.Open;
import dev.carillon.handshake.ClientHandshake.Result;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A GET request for an event stream, rendered once. */
public final class EventStreamRequest implements ClientRequest {
    private static final String TYPE = "text/event-stream";

    private final byte[] request;

    /** Creates a request. An Accept header in {@code headers} replaces the default, text/event-stream. */
    public EventStreamRequest(String host, String path, List<Map.Entry<String, String>> headers) {
        List<Map.Entry<String, String>> fields = new ArrayList<>(List.of(Map.entry("Host", host)));
        if (headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("Accept"))) {
            fields.add(Map.entry("Accept", TYPE));
        }
        fields.addAll(headers);
        this.request = ClientRequest.get(path, fields);
    }

    @Override
    public byte[] request() {
        return request;
    }

    @Override
    public Result judge(ResponseHead answer) {
        if (!answer.status().equals(OptionalInt.of(200))) {
            Failure failure = answer.isHttp() ? Failure.STATUS : Failure.NOT_HTTP;
            return failed(failure, "expected HTTP/1.1 200", List.of(answer.statusLine()), answer.status());
        }
        List<String> type = answer.values("Content-Type");
        if (type.size() != 1 || !isEventStream(type.getFirst())) {
            return failed(Failure.CONTENT, "expected Content-Type: " + TYPE, type, OptionalInt.empty());
        }
        return new Open(Optional.empty());
    }

    private static boolean isEventStream(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(TYPE);
    }

    private static Failed failed(Failure failure, String expected, List<String> was, OptionalInt status) {
        return new Failed(failure, expected + ", but was " + HeaderValues.shown(was), status);
    }
}
