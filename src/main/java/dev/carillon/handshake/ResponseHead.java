package dev.carillon.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an HTTP response: its status line, and its fields by name, ignoring case. */
public record ResponseHead(String statusLine, Map<String, List<String>> fields) {

    private static final Pattern STATUS = Pattern.compile("HTTP/\\S+ (\\d{3})(?: .*)?", Pattern.DOTALL);

    /**
     * Reads the text before the empty line. A line without a colon is ignored, because it cannot make a handshake
     * succeed.
     */
    public static ResponseHead parse(String head) {
        String[] lines = head.split("\r\n", -1);
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
        }
        return new ResponseHead(lines[0], fields);
    }

    public boolean isHttp() {
        return statusLine.startsWith("HTTP/");
    }

    public boolean switchesProtocols() {
        return statusLine.equals("HTTP/1.1 101") || statusLine.startsWith("HTTP/1.1 101 ");
    }

    /** The number in the status line, if any. */
    public OptionalInt status() {
        Matcher matcher = STATUS.matcher(statusLine);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    public List<String> values(String name) {
        return fields.getOrDefault(name, List.of());
    }
}
