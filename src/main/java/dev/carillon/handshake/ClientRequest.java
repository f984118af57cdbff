package dev.carillon.handshake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request that opens a stream, rendered once and shared by all connections that ask alike, and the rules for its answer. */
public interface ClientRequest {

    /** The bytes to send, shared by all: must not be changed. */
    byte[] request();

    /** Opens or refuses. */
    ClientHandshake.Result judge(ResponseHead answer);

    /** A GET as bytes; a name may be in {@code fields} several times. */
    static byte[] get(String path, List<Map.Entry<String, String>> fields) {
        StringBuilder head = new StringBuilder();
        head.append("GET ").append(checked(path)).append(" HTTP/1.1\r\n");
        fields.forEach(field -> head.append(checked(field.getKey()))
                .append(": ")
                .append(checked(field.getValue()))
                .append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A line break in a flag's value would be a header of its own. */
    private static String checked(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("expected a line of a request without control characters, but was "
                    + text.replaceAll("\\p{Cntrl}", "?"));
        }
        return text;
    }
}
