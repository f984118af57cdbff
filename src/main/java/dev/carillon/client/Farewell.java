package dev.carillon.client;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The close frame of a service, for a client that may connect again (docs/protocol.md, close codes). */
final class Farewell {
    private static final Pattern RECONNECT_AFTER = Pattern.compile("reconnect after (\\d{1,9}) ms");

    private Farewell() {}

    /** @param reconnectAfter what was said before */
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

    /** Not after what this client did wrong, and would do again. */
    private static boolean mayComeBack(int code) {
        return switch (code) {
            case 1002, 1003, 1007, 1008, 1009, 1010 -> false;
            default -> true;
        };
    }
}
