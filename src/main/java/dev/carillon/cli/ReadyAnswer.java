package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.config.WebAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of a service to /readyz. A short-lived process requests it every few seconds, so this loads only a socket.
 *
 * @param isReady whether the service is ready
 * @param line {@code ready}, or the reason why it is not
 */
public record ReadyAnswer(boolean isReady, String line) {
    /** No service sends a longer answer. */
    private static final int LENGTH_MAX = 4096;

    private static final byte[] REQUEST =
            "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

    /** The default of {@code carillon health --timeout}. */
    private static final int TIMEOUT_MILLIS = 3000;

    /**
     * The answer of a service whose settings are all variables, as {@code carillon health} without a command line
     * requests it.
     *
     * @return empty if the full command is needed, to read a file or to report a mistake
     */
    public static Optional<ReadyAnswer> ofVariables(Map<String, String> environment) {
        String host = variable(environment, "CARILLON_HOST", "127.0.0.1");
        String operators = variable(environment, "CARILLON_MANAGEMENT_HOST", host);
        String port = variable(environment, "CARILLON_MANAGEMENT_PORT", "8081");
        if (!variable(environment, "CARILLON_CONFIG", "").isEmpty() || !isPort(port)) {
            return Optional.empty();
        }
        return Optional.of(of(new WebAddress("http", operators, Integer.parseInt(port)).near(), TIMEOUT_MILLIS));
    }

    private static String variable(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value;
    }

    /** Uses neither a stream nor a regular expression, which would be a third of all classes loaded here. */
    private static boolean isPort(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() <= 5 && Integer.parseInt(text) > 0 && Integer.parseInt(text) < 65_536;
    }

    /** Requests the answer. Blocks for up to twice {@code millis}. */
    static ReadyAnswer of(WebAddress operators, int millis) {
        try {
            String answer = ask(operators, millis);
            int end = answer.indexOf("\r\n");
            String status = end < 0 ? answer : answer.substring(0, end);
            return status.startsWith("HTTP/1.1 200")
                    ? new ReadyAnswer(true, "ready")
                    : new ReadyAnswer(
                            false, "expected 200 from " + operators + "/readyz, but was " + reason(status, answer));
        } catch (IOException unanswered) {
            return new ReadyAnswer(
                    false, "expected an answer from " + operators + "/readyz, but was: " + unanswered.getMessage());
        }
    }

    private static String ask(WebAddress operators, int millis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(operators.host(), operators.port()), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(REQUEST);
            return new String(socket.getInputStream().readNBytes(LENGTH_MAX), US_ASCII);
        }
    }

    /** The status and the body on one line. */
    private static String reason(String status, String answer) {
        int body = answer.indexOf("\r\n\r\n");
        String text = body < 0 ? "" : answer.substring(body).strip().replaceAll("\\s*\\R\\s*", "; ");
        String code = status.startsWith("HTTP/1.1 ") ? status.substring("HTTP/1.1 ".length()) : status;
        return text.isEmpty() ? code : code + ": " + text;
    }
}
