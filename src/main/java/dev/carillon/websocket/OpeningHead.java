package dev.carillon.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of an opening handshake as it came over the wire, if it is a plain one: it came whole, it is a GET with a path,
 * each line of it is a field (RFC 9112, 3 and 5), and no body follows. What is anything else is not read here, and needs a
 * real HTTP server to be understood or refused.
 *
 * @param target the path and query, in visible ASCII (RFC 9112, 3.2.1)
 * @param fields the lines behind the first, each with its line end
 */
public record OpeningHead(String target, String fields) implements OpeningRequest {
    private static final String GET = "GET ";
    private static final String HTTP_1_1 = " HTTP/1.1";
    private static final String LINE_END = "\r\n";
    /** The same bound as that of the HTTP server, which refuses what is longer. */
    private static final int HEAD_MAX = 8 << 10;

    private static final String HEAD_END = "\r\n\r\n";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** Consumes a plain head and nothing of any other. */
    public static Optional<OpeningHead> read(ByteBuffer bytes) {
        // The first byte tells most of the others, whose bodies may be long, from a handshake.
        if (bytes.get(bytes.position()) != GET.charAt(0)) {
            return Optional.empty();
        }
        String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int end = text.indexOf(HEAD_END);
        int lineEnd = text.indexOf(LINE_END);
        if (end < 0 || end > HEAD_MAX || !isPlainRequest(text, lineEnd)) {
            return Optional.empty();
        }
        OpeningHead head = new OpeningHead(
                text.substring(GET.length(), lineEnd - HTTP_1_1.length()),
                text.substring(Math.min(lineEnd, end) + LINE_END.length(), end + LINE_END.length()));
        if (!head.hasPlainFields()) {
            return Optional.empty();
        }
        bytes.position(bytes.position() + end + HEAD_END.length());
        return Optional.of(head);
    }

    private static boolean isPlainRequest(String text, int lineEnd) {
        int targetEnd = lineEnd - HTTP_1_1.length();
        return targetEnd > GET.length()
                && text.startsWith(GET + "/")
                && text.startsWith(HTTP_1_1, targetEnd)
                && text.substring(GET.length(), targetEnd).chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private boolean hasPlainFields() {
        for (int start = 0; start < fields.length(); ) {
            int end = fields.indexOf(LINE_END, start);
            int colon = fields.indexOf(':', start);
            if (colon <= start || colon > end || !isToken(start, colon) || !isValue(colon + 1, end)) {
                return false;
            }
            start = end + LINE_END.length();
        }
        return values("Content-Length").isEmpty() && values("Transfer-Encoding").isEmpty();
    }

    private boolean isToken(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = fields.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isValue(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = fields.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String httpVersion() {
        return "HTTP/1.1";
    }

    /** None: with a body it would not have been read here. */
    @Override
    public Optional<String> bodyField() {
        return Optional.empty();
    }

    @Override
    public List<String> values(String headerName) {
        List<String> values = new ArrayList<>(1);
        for (int start = 0; start < fields.length(); ) {
            int end = fields.indexOf(LINE_END, start);
            int colon = start + headerName.length();
            if (colon < end
                    && fields.charAt(colon) == ':'
                    && fields.regionMatches(true, start, headerName, 0, headerName.length())) {
                values.add(fields.substring(colon + 1, end).strip());
            }
            start = end + LINE_END.length();
        }
        return values;
    }
}
