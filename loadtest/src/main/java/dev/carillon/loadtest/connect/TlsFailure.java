package dev.carillon.loadtest.connect;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why there is a connection, but no TLS over it.
 *
 * @param isLasting whether the next attempt will fail for the same reason
 */
record TlsFailure(String text, boolean isLasting) {

    static TlsFailure of(SSLException failure) {
        Throwable cause = failure;
        for (Throwable deeper : (Iterable<Throwable>) causes(failure)::iterator) {
            cause = deeper;
            if (deeper instanceof CertificateException certificate) {
                return new TlsFailure(
                        "its certificate is not accepted: " + words(last(certificate))
                                + "; give --ca FILE with its signer's certificate and a name that it is for, or --insecure",
                        true);
            }
            if (deeper instanceof NotSslRecordException) {
                return new TlsFailure("expected TLS, but the server speaks something else: try ws://", true);
            }
        }
        return new TlsFailure(words(cause), false);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause);
    }

    private static Throwable last(Throwable failure) {
        return causes(failure).reduce(failure, (above, below) -> below);
    }

    private static String words(Throwable cause) {
        return ServerText.printable(String.valueOf(cause.getMessage()));
    }
}
