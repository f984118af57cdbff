package dev.carillon.loadtest.connect;

import dev.carillon.lane.SocketFailure;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why one try to open a connection failed.
 *
 * @param detail text for the report; may be empty
 * @param lasting the reason, if the next try will fail in the same way; equal for failures with the same reason
 */
record OpeningFailure(FailureClass kind, String detail, Optional<String> lasting) {
    OpeningFailure(FailureClass kind, String detail) {
        this(kind, detail, Optional.empty());
    }

    /** The failure for an exception of a lane. */
    static OpeningFailure of(IOException failure) {
        return switch (failure) {
            case SocketFailure system -> {
                FailureClass kind = classify(system);
                yield new OpeningFailure(kind, kind == FailureClass.OTHER ? text(system) : "");
            }
            case SSLException notSecured -> ofTls(notSecured);
            default -> new OpeningFailure(FailureClass.OTHER, text(failure));
        };
    }

    private static FailureClass classify(SocketFailure failure) {
        return switch (failure.errno()) {
            case SocketFailure.EMFILE, SocketFailure.ENFILE, SocketFailure.ENOBUFS -> FailureClass.OUT_OF_DESCRIPTORS;
            case SocketFailure.EADDRINUSE -> FailureClass.PORT_TAKEN;
            // From connect(2) it means that these two ends are already connected, or were connected a moment ago.
            case SocketFailure.EADDRNOTAVAIL ->
                failure.call() == SocketFailure.Call.BIND ? FailureClass.NOT_OUR_ADDRESS : FailureClass.PORT_TAKEN;
            case SocketFailure.ECONNREFUSED -> FailureClass.REFUSED;
            case SocketFailure.ECONNRESET -> FailureClass.RESET;
            case SocketFailure.ETIMEDOUT -> FailureClass.TIMED_OUT;
            case SocketFailure.ENETUNREACH, SocketFailure.EHOSTUNREACH -> FailureClass.UNREACHABLE;
            default -> FailureClass.OTHER;
        };
    }

    /** The failure of TLS over an open connection. The reason is one of the exception's causes. */
    private static OpeningFailure ofTls(SSLException failure) {
        List<Throwable> causes = Stream.<Throwable>iterate(failure, each -> each != null, Throwable::getCause)
                .toList();
        for (Throwable cause : causes) {
            if (cause instanceof CertificateException) {
                return lasting("its certificate is not accepted: " + text(causes.getLast())
                        + "; give --ca FILE with its signer's certificate and a name that it is for, or --insecure");
            }
            if (cause instanceof NotSslRecordException) {
                return lasting("expected TLS, but the server speaks something else: try ws://");
            }
        }
        return new OpeningFailure(FailureClass.TLS, text(causes.getLast()));
    }

    private static OpeningFailure lasting(String text) {
        return new OpeningFailure(FailureClass.TLS, text, Optional.of(text));
    }

    private static String text(Throwable failure) {
        return ServerText.printable(String.valueOf(failure.getMessage()));
    }
}
