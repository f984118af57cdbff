package dev.carillon.handshake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The head of a plain opening handshake: it is complete, it is a GET with a path, each line is a field (RFC 9112, 3 and
 * 5), and no body follows. Anything else is not read here; an HTTP server must read or refuse it.
 */
public final class OpeningHead implements OpeningRequest {
    /** The longest first line and the longest head, the same as in the HTTP server, which refuses longer ones. */
    public static final int LINE_MAX = 4 << 10;

    public static final int HEAD_MAX = 8 << 10;

    private static final String GET = "GET ";
    private static final String HTTP_1_1 = " HTTP/1.1";
    private static final String LINE_END = "\r\n";
    private static final String HEAD_END = "\r\n\r\n";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** More fields than browsers send. */
    private static final int FIELDS_GUESSED = 16;

    private final String text;
    private final String target;

    /** For each field: its beginning, its colon and its end. Found once and used for each name. */
    private int[] places = new int[3 * FIELDS_GUESSED];

    private int placesUsed;

    private OpeningHead(String text, String target) {
        this.text = text;
        this.target = target;
    }

    /** Consumes a plain head; leaves {@code bytes} unchanged otherwise. */
    public static Optional<OpeningHead> read(ByteBuffer bytes) {
        // The first byte distinguishes most other requests, which may have long bodies, from a handshake.
        if (bytes.get(bytes.position()) != GET.charAt(0)) {
            return Optional.empty();
        }
        String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int end = text.indexOf(HEAD_END);
        int lineEnd = text.indexOf(LINE_END);
        if (end < 0 || end > HEAD_MAX || !isPlainRequest(text, lineEnd)) {
            return Optional.empty();
        }
        OpeningHead head = new OpeningHead(text, text.substring(GET.length(), lineEnd - HTTP_1_1.length()));
        if (!head.findPlainFields(lineEnd + LINE_END.length(), end + LINE_END.length())) {
            return Optional.empty();
        }
        bytes.position(bytes.position() + end + HEAD_END.length());
        return Optional.of(head);
    }

    private static boolean isPlainRequest(String text, int lineEnd) {
        int targetEnd = lineEnd - HTTP_1_1.length();
        return lineEnd <= LINE_MAX
                && targetEnd > GET.length()
                && text.startsWith(GET + "/")
                && text.startsWith(HTTP_1_1, targetEnd)
                && isVisible(text, GET.length(), targetEnd);
    }

    private static boolean isVisible(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private boolean findPlainFields(int firstStart, int fieldsEnd) {
        for (int start = firstStart; start < fieldsEnd; ) {
            int end = text.indexOf(LINE_END, start);
            int colon = text.indexOf(':', start);
            if (colon <= start || colon > end || !isToken(start, colon) || !isValue(colon + 1, end)) {
                return false;
            }
            keep(start, colon, end);
            start = end + LINE_END.length();
        }
        return values("Content-Length").isEmpty() && values("Transfer-Encoding").isEmpty();
    }

    private void keep(int start, int colon, int end) {
        if (placesUsed == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[placesUsed++] = start;
        places[placesUsed++] = colon;
        places[placesUsed++] = end;
    }

    private boolean isToken(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isValue(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
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

    /** The path and query, in visible ASCII (RFC 9112, 3.2.1). */
    @Override
    public String target() {
        return target;
    }

    @Override
    public String httpVersion() {
        return "HTTP/1.1";
    }

    /** Empty: a head with a body is not read here. */
    @Override
    public Optional<String> bodyField() {
        return Optional.empty();
    }

    @Override
    public List<String> values(String headerName) {
        List<String> values = List.of();
        for (int i = 0; i < placesUsed; i += 3) {
            int start = places[i];
            int colon = places[i + 1];
            if (colon - start == headerName.length() && text.regionMatches(true, start, headerName, 0, colon - start)) {
                values = with(values, text.substring(colon + 1, places[i + 2]).strip());
            }
        }
        return values;
    }

    /** Nearly all names occur once or not at all. */
    private static List<String> with(List<String> values, String next) {
        if (values.isEmpty()) {
            return List.of(next);
        }
        List<String> more = new ArrayList<>(values);
        more.add(next);
        return more;
    }
}
