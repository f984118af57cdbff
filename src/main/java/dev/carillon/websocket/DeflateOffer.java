package dev.carillon.websocket;

import dev.carillon.websocket.Extension.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this side says to a client's offers of permessage-deflate (RFC 7692, 5.1 and 7.1).
 *
 * <p>Nobody takes over a context here: each message is deflated by itself, so one deflated frame serves every subscriber
 * and no connection owns a window. The answer says so for both directions, which it may unasked (7.1.1).
 *
 * <p>The window of {@link java.util.zip.Deflater} always has 15 bits. So an offer that allows this side fewer is declined
 * (7.1.2.1), and the client is never asked for fewer: what it says of its own window is heard and changes nothing.
 */
final class DeflateOffer {
    private static final String NAME = "permessage-deflate";
    private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final String WINDOW_BITS = "15";

    private DeflateOffer() {}

    /** The answer to the first offer that can be accepted, as it goes into the header. */
    static Optional<String> answer(List<Extension> offers) {
        return offers.stream()
                .filter(offer -> offer.name().equals(NAME) && isAcceptable(offer.parameters()))
                .findFirst()
                .map(offer -> limitsOurWindow(offer) ? ANSWER + "; server_max_window_bits=" + WINDOW_BITS : ANSWER);
    }

    /** RFC 7692, 7.1: no parameter unknown, none twice, no value invalid, and nothing that this side cannot do. */
    private static boolean isAcceptable(List<Parameter> parameters) {
        Set<String> names = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!isAcceptable(parameter) || !names.add(parameter.name())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAcceptable(Parameter parameter) {
        String value = parameter.value();
        return switch (parameter.name()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            case "server_max_window_bits" -> value.equals(WINDOW_BITS);
            case "client_max_window_bits" -> value.isEmpty() || isWindowBits(value);
            default -> false;
        };
    }

    /** 8 to 15, without a leading zero. */
    private static boolean isWindowBits(String value) {
        return value.matches("[89]|1[0-5]");
    }

    /** Then the answer must repeat it (7.1.2.1). */
    private static boolean limitsOurWindow(Extension offer) {
        return offer.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals("server_max_window_bits"));
    }
}
