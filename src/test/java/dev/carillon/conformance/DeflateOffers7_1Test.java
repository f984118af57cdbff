package dev.carillon.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, 5 and 7.1: the answers to offers. */
class DeflateOffers7_1Test extends OnBothLanes {
    private static final String AGREED =
            "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=\"10\"",
                "permessage-deflate; client_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover",
                "permessage-deflate;client_no_context_takeover;server_no_context_takeover",
                "permessage-deflate ; server_no_context_takeover ; client_max_window_bits = 12",
                "permessage-deflate; client_max_window_bits; server_no_context_takeover; client_no_context_takeover"
            })
    void section7_1_offersThatCanBeHonouredAreAccepted(String offer) throws IOException {
        assertThat(answerTo(offer)).isEqualTo(AGREED);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void section7_1_2_1_aWindowForTheServerIsAcceptedAndRepeated(int bits) throws IOException {
        String agreed = AGREED + "; server_max_window_bits=" + bits;
        assertThat(answerTo("permessage-deflate; server_max_window_bits=" + bits))
                .isEqualTo(agreed);
        assertThat(answerTo("permessage-deflate; server_max_window_bits=\"" + bits + "\"; client_max_window_bits"))
                .isEqualTo(agreed);
        assertThat(answerTo("permessage-deflate; client_max_window_bits=9; server_no_context_takeover;"
                        + "server_max_window_bits=" + bits))
                .isEqualTo(agreed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no such extension
                "x-webkit-deflate-frame",
                "permessage-bzip2",
                "PERMESSAGE-DEFLATE2; client_max_window_bits",
                // no such parameter
                "permessage-deflate; unknown",
                "permessage-deflate; client_max_window_bits; level=9",
                // twice
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_max_window_bits=15; client_max_window_bits",
                "permessage-deflate; server_max_window_bits=15; server_max_window_bits=15",
                // values where there must be none, and none where there must be one
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=\"true\"",
                "permessage-deflate; server_max_window_bits",
                // values out of bounds or out of form
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=08",
                "permessage-deflate; client_max_window_bits=0",
                "permessage-deflate; client_max_window_bits=-8",
                "permessage-deflate; client_max_window_bits=1.5",
                "permessage-deflate; client_max_window_bits=ten",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=015",
                "permessage-deflate; server_max_window_bits=09"
            })
    void section7_1_otherOffersAreDeclinedAndTheConnectionOpens(String offer) throws IOException {
        assertThat(answerTo(offer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=7, permessage-deflate",
                "permessage-deflate; unknown, permessage-deflate; client_max_window_bits",
                "x-other; a=1; b=\"2\", permessage-deflate",
                ", ,permessage-deflate,, permessage-deflate; server_max_window_bits=9"
            })
    void section5_1_theFirstOfferThatCanBeHonouredIsAccepted(String offers) throws IOException {
        assertThat(answerTo(offers)).isEqualTo(AGREED);
    }

    @Test
    void section5_1_offersMayComeInSeveralLines() throws IOException {
        assertThat(answerTo(
                        "permessage-deflate; server_max_window_bits\r\nSec-WebSocket-Extensions: permessage-deflate"))
                .isEqualTo(AGREED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate;",
                "permessage-deflate; =8",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_max_window_bits=\"\"",
                "permessage-deflate; client_max_window_bits=\"8",
                "permessage-deflate; client_max_window_bits=\"8 \"",
                "permessage-deflate client_max_window_bits",
                "permessage-deflate; a b",
                "permessage@deflate",
                "; client_max_window_bits",
                "=",
                "permessage-deflate/1"
            })
    void rfc6455Section9_1_anOfferAgainstTheGrammarFailsTheHandshake(String offer) throws IOException {
        try (Peer peer = connect("/echo", "Sec-WebSocket-Extensions: " + offer + "\r\n")) {
            assertThat(peer.head).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aHandshakeWithoutAnOfferReceivesNoExtensionHeader() throws IOException {
        try (Peer peer = connect()) {
            assertThat(peer.head).doesNotContain("Sec-WebSocket-Extensions");
        }
    }

    /** The header of the server's answer with the line break before it; empty if there is none. */
    private String answerTo(String offers) throws IOException {
        try (Peer peer = connect("/echo", "Sec-WebSocket-Extensions: " + offers + "\r\n")) {
            assertThat(peer.head).startsWith("HTTP/1.1 101 ");
            peer.expectHealth();
            int start = peer.head.indexOf("\r\nSec-WebSocket-Extensions");
            return start < 0 ? "" : peer.head.substring(start, peer.head.indexOf("\r\n", start + 2));
        }
    }
}
