package dev.carillon.handshake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A request that opens a stream, rendered once and shared by connections with the same request, and the rules for its
 * answer.
 */
public interface ClientRequest {

    /** The bytes to send. They are shared and must not be changed. */
    byte[] request();

    /** Accepts or refuses the answer. */
    ClientHandshake.Result judge(ResponseHead answer);

    /** A GET request as bytes; {@code fields} may contain a name several times. */
    static byte[] get(String path, List<Map.Entry<String, String>> fields) {
        StringBuilder head = new StringBuilder();
        head.append("GET ").append(checked(path)).append(" HTTP/1.1\r\n");
        fields.forEach(field -> head.append(checked(field.getKey()))
                .append(": ")
                .append(checked(field.getValue()))
                .append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A line break in a flag's value would begin another header. */
    private static String checked(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("expected a line of a request without control characters, but was "
                    + text.replaceAll("\\p{Cntrl}", "?"));
        }
        return text;
    }
}
