package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsFailureTest {
    @Test
    void aCertificateThatIsNotAcceptedIsFoundBelowWhatTheEngineSays() {
        SSLException failure = new SSLHandshakeException("General OpenSslEngine problem");
        failure.initCause(new CertificateException("checked", new IllegalStateException("no path\u001b")));

        assertThat(TlsFailure.of(failure))
                .isEqualTo(new TlsFailure(
                        "its certificate is not accepted: no path\\u001b; give --ca FILE with its signer's certificate and a"
                                + " name that it is for, or --insecure",
                        true));
    }

    @Test
    void aServerWithoutTlsWillNotHaveItTheNextTime() {
        assertThat(TlsFailure.of(new NotSslRecordException("not an SSL/TLS record")))
                .isEqualTo(new TlsFailure("expected TLS, but the server speaks something else: try ws://", true));
    }

    @Test
    void aHandshakeThatWasCutIsTriedAgain() {
        assertThat(TlsFailure.of(new SSLHandshakeException("closed"))).isEqualTo(new TlsFailure("closed", false));
    }
}
