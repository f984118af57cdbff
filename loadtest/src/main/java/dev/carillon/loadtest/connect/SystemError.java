package dev.carillon.loadtest.connect;

import dev.carillon.lane.SocketFailure;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** Which class of failure an exception of a lane stands for. */
final class SystemError {
    private SystemError() {}

    static FailureClass classify(IOException failure) {
        return switch (failure) {
            case SocketFailure told -> ofNumber(told);
            case SSLException notSecured -> FailureClass.TLS;
            default -> FailureClass.OTHER;
        };
    }

    private static FailureClass ofNumber(SocketFailure failure) {
        return switch (failure.errno()) {
            case SocketFailure.EMFILE, SocketFailure.ENFILE, SocketFailure.ENOBUFS -> FailureClass.OUT_OF_DESCRIPTORS;
            case SocketFailure.EADDRINUSE -> FailureClass.PORT_TAKEN;
            // From connect(2) it means that these two ends are connected already, or were so a moment ago.
            case SocketFailure.EADDRNOTAVAIL ->
                failure.call() == SocketFailure.Call.BIND ? FailureClass.NOT_OUR_ADDRESS : FailureClass.PORT_TAKEN;
            case SocketFailure.ECONNREFUSED -> FailureClass.REFUSED;
            case SocketFailure.ECONNRESET -> FailureClass.RESET;
            case SocketFailure.ETIMEDOUT -> FailureClass.TIMED_OUT;
            case SocketFailure.ENETUNREACH, SocketFailure.EHOSTUNREACH -> FailureClass.UNREACHABLE;
            default -> FailureClass.OTHER;
        };
    }
}
