package dev.carillon.http;

import dev.carillon.handshake.OpeningHead;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.text.StacklessException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** The refusal of bytes that are not a request. */
final class Unreadable {
    private Unreadable() {}

    /** @param cause the failure of the decoder */
    static Refused refusal(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException tooLong ->
                new Refused(414, "expected a first line of at most " + OpeningHead.LINE_MAX + " bytes, but was longer");
            case TooLongHttpHeaderException tooLong ->
                new Refused(431, "expected headers of at most " + OpeningHead.HEAD_MAX + " bytes, but were longer");
            case HeadTimeout late -> new Refused(408, String.valueOf(late.getMessage()));
            case UnknownVersion unknown ->
                new Refused(505, "expected HTTP/1.1 or HTTP/1.0, but was " + Answers.shown(unknown.version()));
            default ->
                new Refused(
                        400,
                        "expected a valid HTTP request (RFC 9112), but was not: "
                                + Answers.shown(String.valueOf(cause.getMessage())));
        };
    }

    /** The first line ends with an HTTP version that is not supported. */
    static final class UnknownVersion extends StacklessException {
        private static final long serialVersionUID = 1;

        private final String version;

        UnknownVersion(String version) {
            super("unknown HTTP version");
            this.version = version;
        }

        String version() {
            return version;
        }
    }
}
