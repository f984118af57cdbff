package dev.carillon.client;

import dev.carillon.handshake.ResponseHead;
import dev.carillon.text.Shortened;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP answer of a service.
 *
 * @param lasting whether the connection can carry the next request
 */
record Answer(ResponseHead head, String body, boolean lasting) {
    private static final int TEXT_MAX = 1000;
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? (\\d{3})(?: .*)?");

    int status() {
        return statusOf(head);
    }

    /** The status in {@code head}; zero if the line has none. */
    static int statusOf(ResponseHead head) {
        Matcher matcher = STATUS.matcher(head.statusLine());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Status and reason, such as {@code 404 Not Found}. */
    String statusAndReason() {
        return head.statusLine().replaceFirst("HTTP/\\S* ", "").strip();
    }

    Optional<String> header(String name) {
        return head.values(name).stream().findFirst();
    }

    boolean isTemporary() {
        return switch (status()) {
            case 408, 425, 429 -> true;
            default -> status() >= 500;
        };
    }

    Optional<Duration> retryAfter() {
        return header("Retry-After")
                .filter(value -> value.matches("\\d{1,5}"))
                .map(value -> Duration.ofSeconds(Integer.parseInt(value)));
    }

    /** The text of the body for an error message; empty for an HTML page. */
    String text() {
        String type = header("Content-Type").orElse("text/plain").toLowerCase(Locale.ROOT);
        if (!type.startsWith("text/plain") && !type.contains("json")) {
            return "";
        }
        return Shortened.of(body.strip(), TEXT_MAX);
    }
}
