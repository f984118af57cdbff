package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.lane.SocketFailure;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningFailureTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECT, 111, REFUSED",
        "CONNECT, 110, TIMED_OUT",
        "CONNECT, 104, RESET",
        "BIND, 98, PORT_TAKEN",
        "BIND, 99, NOT_OUR_ADDRESS",
        "CONNECT, 99, PORT_TAKEN",
        "SOCKET, 24, OUT_OF_DESCRIPTORS",
        "SOCKET, 23, OUT_OF_DESCRIPTORS",
        "CONNECT, 105, OUT_OF_DESCRIPTORS",
        "CONNECT, 113, UNREACHABLE",
        "CONNECT, 101, UNREACHABLE",
        "CONNECT, 71, OTHER"
    })
    void systemErrorsAreClassifiedByCallAndNumber(SocketFailure.Call call, int errno, FailureClass kind) {
        assertThat(OpeningFailure.of(new SocketFailure(call, errno)).kind()).isEqualTo(kind);
    }

    @Test
    void otherExceptionsAreClassifiedAsTlsOrOther() {
        assertThat(OpeningFailure.of(new SSLHandshakeException("not trusted")).kind())
                .isEqualTo(FailureClass.TLS);
        assertThat(OpeningFailure.of(new IOException("odd\u001b")))
                .isEqualTo(new OpeningFailure(FailureClass.OTHER, "odd\\u001b"));
    }

    @Test
    void failuresBeyondTheSixteenthKindAreCountedTogether() {
        OpeningTally tally = new OpeningTally();
        for (int i = 0; i < 1000; i++) {
            tally.count(FailureClass.BAD_HANDSHAKE, "answer " + i);
        }

        assertThat(tally.failures.shown()).hasSize(17);
        assertThat(tally.failures.shown().get(new Failure(FailureClass.BAD_HANDSHAKE, "other failures")))
                .isEqualTo(984);
        assertThat(tally.failures.total()).isEqualTo(1000);
    }

    @Test
    void aCertificateErrorIsFoundAmongTheCauses() {
        SSLException failure = new SSLHandshakeException("General OpenSslEngine problem");
        failure.initCause(new CertificateException("checked", new IllegalStateException("no path\u001b")));

        assertThat(OpeningFailure.of(failure))
                .isEqualTo(lasting(
                        "its certificate is not accepted: no path\\u001b; give --ca FILE with its signer's certificate and a"
                                + " name that it is for, or --insecure"));
    }

    @Test
    void aServerWithoutTlsIsALastingFailure() {
        assertThat(OpeningFailure.of(new NotSslRecordException("not an SSL/TLS record")))
                .isEqualTo(lasting("expected TLS, but the server speaks something else: try ws://"));
    }

    @Test
    void aHandshakeThatIsCutIsNotALastingFailure() {
        assertThat(OpeningFailure.of(new SSLHandshakeException("closed")))
                .isEqualTo(new OpeningFailure(FailureClass.TLS, "closed"));
    }

    private static OpeningFailure lasting(String text) {
        return new OpeningFailure(FailureClass.TLS, text, Optional.of(text));
    }
}
