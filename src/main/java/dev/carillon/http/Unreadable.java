package dev.carillon.http;

import dev.carillon.handshake.OpeningHead;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.text.StacklessException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** What a peer is told whose bytes are no request. */
final class Unreadable {
    private Unreadable() {}

    /** @param cause what the decoder failed with */
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

    /** A first line that ends in no version that is spoken here. */
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
