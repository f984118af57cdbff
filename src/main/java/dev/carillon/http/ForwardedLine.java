package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one line of the header Forwarded (RFC 7239, 4). Quotes end at the end of a line, so that a line from a client
 * cannot change how the line of a proxy is read.
 */
final class ForwardedLine {
    private static final String UNKNOWN = "unknown";
    private static final String DELIMITERS = ",;=\" \t";

    private final String text;
    private int at;

    private ForwardedLine(String text) {
        this.text = text;
    }

    /** The node in {@code for} of each element, in order; empty if the line is not well formed. */
    static Optional<List<String>> read(String text) {
        return new ForwardedLine(text).elements();
    }

    private Optional<List<String>> elements() {
        List<String> nodes = new ArrayList<>();
        skipSpaces();
        while (at < text.length()) {
            // An empty element does not count (RFC 9110, 5.6.1).
            if (!skip(',')) {
                Optional<String> node = element();
                if (node.isEmpty()) {
                    return Optional.empty();
                }
                nodes.add(node.get());
            }
            skipSpaces();
        }
        return Optional.of(nodes);
    }

    /** Reads to the next comma. An element without a node counts as an unknown node. */
    private Optional<String> element() {
        Optional<String> node = Optional.empty();
        do {
            skipSpaces();
            // A pair may be empty.
            if (isAtEndOfPair()) {
                continue;
            }
            String name = word();
            Optional<String> value = skip('=') ? value() : Optional.empty();
            boolean isFor = name.equalsIgnoreCase("for");
            skipSpaces();
            if (value.isEmpty() || (isFor && node.isPresent()) || !isAtEndOfPair()) {
                return Optional.empty();
            }
            node = isFor ? value : node;
        } while (skip(';'));
        return Optional.of(node.orElse(UNKNOWN));
    }

    private boolean isAtEndOfPair() {
        return at == text.length() || text.charAt(at) == ';' || text.charAt(at) == ',';
    }

    private Optional<String> value() {
        if (skip('"')) {
            return quoted();
        }
        // Some proxies write a colon without quotes.
        String value = word();
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Reads to the closing quote. */
    private Optional<String> quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return Optional.of(value.toString());
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        return Optional.empty();
    }

    private String word() {
        int start = at;
        while (at < text.length() && DELIMITERS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean skip(char c) {
        boolean isThere = at < text.length() && text.charAt(at) == c;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private void skipSpaces() {
        while (skip(' ') || skip('\t')) {
            // Continue.
        }
    }
}
