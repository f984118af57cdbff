package dev.carillon.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.handshake.ResponseHead;
import dev.carillon.text.Shortened;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** Reads answers of HTTP/1.1 (RFC 9112) from a connection. Bodies longer than 256 KiB are cut. */
final class AnswerReader {
    private static final int HEAD_MAX = 64 << 10;
    private static final int BODY_MAX = 256 << 10;
    private static final int SHOWN_MAX = 60;

    private final ServiceUrl url;
    private final InputStream in;

    AnswerReader(ServiceUrl url, InputStream in) {
        this.url = url;
        this.in = in;
    }

    Answer read() throws ServiceFailure, IOException {
        ResponseHead head = readHead();
        return readBody(head);
    }

    /** The head of the final answer. Interim answers, such as 100 and 103, are skipped; 101 is final. */
    ResponseHead readHead() throws ServiceFailure, IOException {
        ResponseHead head = readAnyHead();
        int status = Answer.statusOf(head);
        while (status / 100 == 1 && status != 101) {
            head = readAnyHead();
            status = Answer.statusOf(head);
        }
        if (status == 0) {
            throw Diagnosis.ofNoHttp(url, shown(head.statusLine()));
        }
        return head;
    }

    private ResponseHead readAnyHead() throws ServiceFailure, IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n') {
                String text = head.toString();
                if (text.endsWith("\r\n\r\n") || text.endsWith("\n\n")) {
                    return ResponseHead.parse(text.strip());
                }
                requireHttp(text);
            }
            if (head.length() > HEAD_MAX) {
                throw Diagnosis.ofNoHttp(url, shown(head.toString()));
            }
        }
        if (head.isEmpty()) {
            throw new EOFException("end of stream");
        }
        throw Diagnosis.ofNoHttp(url, shown(head.toString()));
    }

    /**
     * Checks the first line at once, since a peer that does not use HTTP may send no more before it receives something.
     */
    private void requireHttp(String begun) throws ServiceFailure {
        if (!begun.startsWith("HTTP/")) {
            throw Diagnosis.ofNoHttp(url, shown(begun));
        }
    }

    private static String shown(String text) {
        return Shortened.of(text.lines().findFirst().orElse(""), SHOWN_MAX);
    }

    /** Reads the body that follows {@code head} (RFC 9112, 6.3). */
    Answer readBody(ResponseHead head) throws IOException {
        int status = Answer.statusOf(head);
        boolean stays = isLasting(head);
        if (status == 204 || status == 304) {
            return new Answer(head, "", stays);
        }
        if (lists(head, "Transfer-Encoding", "chunked")) {
            return readChunks(head, stays);
        }
        List<String> lengths = head.values("Content-Length");
        if (lengths.isEmpty() || !lengths.getFirst().matches("\\d{1,9}")) {
            return new Answer(head, new String(in.readNBytes(BODY_MAX), UTF_8), false);
        }
        int length = Integer.parseInt(lengths.getFirst());
        byte[] body = in.readNBytes(Math.min(length, BODY_MAX));
        return new Answer(head, new String(body, UTF_8), stays && body.length == length);
    }

    private Answer readChunks(ResponseHead head, boolean stays) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = chunkLength(); length != 0; length = chunkLength()) {
            if (length < 0 || body.size() + length > BODY_MAX) {
                return new Answer(head, body.toString(UTF_8), false);
            }
            body.writeBytes(in.readNBytes(length));
            readLine();
        }
        readTrailers();
        return new Answer(head, body.toString(UTF_8), stays);
    }

    /** The body that follows {@code head}, as a stream if it is chunked. */
    InputStream bodyOf(ResponseHead head) throws IOException {
        if (lists(head, "Transfer-Encoding", "chunked")) {
            return new ChunkedInput(this, in);
        }
        // A body with a Content-Length is short, so it is read completely.
        return new ByteArrayInputStream(readBody(head).body().getBytes(UTF_8));
    }

    /** Whether the connection stays open after an answer with {@code head}, if the end of its body is known. */
    static boolean isLasting(ResponseHead head) {
        return head.statusLine().startsWith("HTTP/1.1 ") && !lists(head, "Connection", "close");
    }

    /** Skips the trailers, which are not used. */
    void readTrailers() throws IOException {
        String trailer = readLine();
        while (!trailer.isEmpty()) {
            trailer = readLine();
        }
    }

    /** Reads the length of the next chunk; negative if the line is not a length. */
    int chunkLength() throws IOException {
        String digits = readLine().split(";", 2)[0].strip();
        return digits.matches("[0-9a-fA-F]{1,7}") ? Integer.parseInt(digits, 16) : -1;
    }

    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < HEAD_MAX; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static boolean lists(ResponseHead head, String name, String token) {
        return head.values(name).stream()
                .flatMap(line -> List.of(line.toLowerCase(Locale.ROOT).split(",", -1)).stream())
                .anyMatch(element -> element.strip().equals(token));
    }
}
