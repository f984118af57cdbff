package dev.carillon.handshake;

import dev.carillon.handshake.Extension.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the extensions that a client offers, in its order of preference (RFC 6455, 9.1). A server must fail the
 * connection if the grammar is violated, so nothing is guessed. Only empty elements of the list are skipped (RFC 9110,
 * 5.6.1.2).
 */
final class ExtensionReader {
    /** RFC 2616, 2.2, to which RFC 6455 refers. */
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

    private final String text;
    private int at;

    private ExtensionReader(String text) {
        this.text = text;
    }

    /** @param lines the lines of the header, which together are one list */
    static List<Extension> read(List<String> lines) throws InvalidExtensions {
        return lines.isEmpty() ? List.of() : new ExtensionReader(String.join(",", lines)).readList();
    }

    private List<Extension> readList() throws InvalidExtensions {
        List<Extension> extensions = new ArrayList<>();
        do {
            skipSpace();
            if (at < text.length() && text.charAt(at) != ',') {
                extensions.add(readExtension());
            }
        } while (takes(','));
        if (at < text.length()) {
            throw broken("a comma");
        }
        return extensions;
    }

    private Extension readExtension() throws InvalidExtensions {
        String name = readToken();
        List<Parameter> parameters = new ArrayList<>(2);
        while (takes(';')) {
            skipSpace();
            String parameter = readToken();
            parameters.add(new Parameter(parameter, takes('=') ? readValue() : ""));
        }
        return new Extension(name, parameters);
    }

    /** With or without quotes, the value must be a token. */
    private String readValue() throws InvalidExtensions {
        skipSpace();
        if (!takes('"')) {
            return readToken();
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            if (!isTokenCharacter(text.charAt(at))) {
                throw broken("a token in quotes");
            }
            value.append(text.charAt(at++));
        }
        if (value.isEmpty() || !takes('"')) {
            throw broken("a token in quotes");
        }
        return value.toString();
    }

    private String readToken() throws InvalidExtensions {
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw broken("a token");
        }
        return text.substring(start, at);
    }

    /** Consumes {@code expected} and the space before it, if they come next. */
    private boolean takes(char expected) {
        int before = at;
        skipSpace();
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        // Space at the end is ignored.
        at = at == text.length() ? at : before;
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private static boolean isTokenCharacter(char c) {
        return c > ' ' && c < 0x7F && SEPARATORS.indexOf(c) < 0;
    }

    private InvalidExtensions broken(String expected) {
        return new InvalidExtensions("expected Sec-WebSocket-Extensions to have " + expected + " at character "
                + (at + 1) + ", but was " + HeaderValues.shown(List.of(text)));
    }
}
