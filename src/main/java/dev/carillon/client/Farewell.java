package dev.carillon.client;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts the close frame of a service to a failure, which says whether the client may connect again
 * (docs/protocol.md, close codes).
 */
final class Farewell {
    private static final Pattern RECONNECT_AFTER = Pattern.compile("reconnect after (\\d{1,9}) ms");

    private Farewell() {}

    /**
     * @param reconnectAfter the time in an earlier message of the service, if it sent one
     */
    static ServiceFailure of(int code, String reason, Optional<Duration> reconnectAfter) {
        String message = "closed by the service: " + (code + " " + reason).strip();
        return mayComeBack(code)
                ? ServiceFailure.temporary(message).retryAfter(reconnectAfter.or(() -> pause(reason)))
                : ServiceFailure.lasting(message);
    }

    private static Optional<Duration> pause(String reason) {
        Matcher matcher = RECONNECT_AFTER.matcher(reason);
        return matcher.find() ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }

    /** False for the close codes of this client's own mistakes, which it would repeat. */
    private static boolean mayComeBack(int code) {
        return switch (code) {
            case 1002, 1003, 1007, 1008, 1009, 1010 -> false;
            default -> true;
        };
    }
}
