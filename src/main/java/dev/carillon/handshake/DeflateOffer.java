package dev.carillon.handshake;

import dev.carillon.frame.Compression;
import dev.carillon.handshake.Extension.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client's offer of permessage-deflate that the server accepts (RFC 7692, 5.1 and 7.1).
 *
 * <p>There is no context takeover: each message is deflated independently, so that one frame serves every subscriber
 * and no connection has a window of its own. The answer states this for both directions, which is permitted without a
 * request (7.1.1). The server never asks for a smaller window, because it can inflate with any.
 *
 * @param serverWindow the window that the client requests of the server, if any; the answer then repeats it (7.1.2.1)
 */
public record DeflateOffer(Optional<Compression> serverWindow) {
    private static final String NAME = "permessage-deflate";
    private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";

    /** The first acceptable offer. */
    static Optional<DeflateOffer> first(List<Extension> offers) {
        return offers.stream()
                .filter(offer -> offer.name().equals(NAME) && isAcceptable(offer.parameters()))
                .findFirst()
                .map(offer -> new DeflateOffer(serverWindow(offer.parameters())));
    }

    Compression compression() {
        return serverWindow.orElse(Compression.WINDOW_15);
    }

    /** The answer as a header value. */
    String answer() {
        return serverWindow
                .map(window -> ANSWER + "; " + SERVER_WINDOW + "=" + window.windowBits())
                .orElse(ANSWER);
    }

    /** RFC 7692, 7.1: no unknown parameter, no duplicate, no invalid value. */
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
            case SERVER_WINDOW -> isWindowBits(value);
            case "client_max_window_bits" -> value.isEmpty() || isWindowBits(value);
            default -> false;
        };
    }

    /** 8 to 15, without a leading zero. */
    private static boolean isWindowBits(String value) {
        return value.matches("[89]|1[0-5]");
    }

    private static Optional<Compression> serverWindow(List<Parameter> parameters) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(SERVER_WINDOW))
                .findFirst()
                .map(parameter -> Compression.ofWindowBits(Integer.parseInt(parameter.value())));
    }
}
