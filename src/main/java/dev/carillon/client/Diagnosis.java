package dev.carillon.client;

import dev.carillon.protocol.Received;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Explains in the user's terms why a request to a service has failed, and what to do. */
final class Diagnosis {
    private static final int UNAUTHORIZED = 401;
    private static final String NO_CARILLON = "; is it a Carillon, and is the path of the URL right?";

    private Diagnosis() {}

    static ServiceFailure ofConnecting(ServiceUrl url, IOException failure) {
        Optional<CertificateCheck.Refused> refused = refusal(failure);
        if (refused.isPresent()) {
            return ServiceFailure.lasting(String.valueOf(refused.get().getMessage()));
        }
        return switch (failure) {
            case UnknownHostException unknown ->
                ServiceFailure.temporary("the host " + url.host() + " is not known here");
            case SocketTimeoutException timeout ->
                ServiceFailure.temporary("there was no answer within 10 s" + (url.tls() ? otherScheme(url) : ""));
            case ConnectException connect
            when said(connect).contains("refused") ->
                ServiceFailure.temporary("nothing listens there (connection refused): is the service running?");
            case SSLException tls -> ofTls(url, tls);
            default -> ServiceFailure.temporary(shown(failure));
        };
    }

    private static ServiceFailure ofTls(ServiceUrl url, SSLException failure) {
        String said = said(failure);
        if (said.contains("unrecognized ssl message")) {
            return ServiceFailure.lasting("expected TLS, but it answers in plain text" + otherScheme(url));
        }
        if (said.contains("terminated the handshake")) {
            return ServiceFailure.temporary("the connection ended in the TLS handshake" + otherScheme(url));
        }
        return ServiceFailure.lasting("TLS failed: " + shown(failure));
    }

    static ServiceFailure ofMissingCertificate() {
        return ServiceFailure.lasting("it requires a client certificate (--tls-client-ca), and this command has none");
    }

    /** No answer to the first request of a connection. */
    static ServiceFailure ofNoAnswer(ServiceUrl url, IOException failure) {
        String hint = url.tls() ? "" : otherScheme(url);
        return failure instanceof SocketTimeoutException
                ? ServiceFailure.temporary("there was no answer in time" + hint)
                : ServiceFailure.temporary("the connection ended without an answer (" + shown(failure) + ")" + hint);
    }

    /** No answer to a later request. The service has answered before, so the URL is right. */
    static ServiceFailure ofNoFurtherAnswer(IOException failure) {
        return ServiceFailure.temporary(withoutAnswer(failure) + "; it may have been published");
    }

    /** The connection failed after the answer had begun. */
    static ServiceFailure ofNoMoreAnswers(IOException failure) {
        return ServiceFailure.temporary(withoutAnswer(failure));
    }

    private static String withoutAnswer(IOException failure) {
        return failure instanceof SocketTimeoutException
                ? "there was no answer in time"
                : "the connection ended without an answer (" + shown(failure) + ")";
    }

    static ServiceFailure ofLost(IOException failure) {
        return failure instanceof SocketTimeoutException
                ? ServiceFailure.temporary("the connection was lost: no answer to a ping")
                : ServiceFailure.temporary("the connection was lost: " + shown(failure));
    }

    /**
     * @param began the first bytes of the answer, which is not HTTP
     */
    static ServiceFailure ofNoHttp(ServiceUrl url, String began) {
        // An alert of TLS (RFC 8446, 5.1), or other bytes that are not text.
        boolean binary = began.chars().anyMatch(c -> c < ' ' || c > '~');
        return ServiceFailure.lasting(
                binary
                        ? "expected HTTP, but it does not answer in text" + otherScheme(url)
                        : "expected HTTP, but it answers '" + began + "'" + NO_CARILLON);
    }

    /** @param expected such as {@code 202} */
    static ServiceFailure ofStatus(ServiceAccess access, String expected, Answer answer) {
        String text = withoutToken(answer.text());
        String was = "expected " + expected + ", but was " + answer.statusAndReason();
        String message = switch (answer.status() / 100) {
            case 3 ->
                was + ": use the URL that it names: "
                        + answer.header("Location").orElse("none");
            case 4, 5 -> (text.isEmpty() ? was : was + ": " + text) + hint(access, answer);
            default -> was + NO_CARILLON;
        };
        if (answer.status() == UNAUTHORIZED) {
            return ofUnauthorized(access, message);
        }
        return (answer.isTemporary() ? ServiceFailure.temporary(message) : ServiceFailure.lasting(message))
                .retryAfter(answer.retryAfter());
    }

    /** Hides the token: a proxy may repeat the request that it refuses. */
    private static String withoutToken(String text) {
        return text.replaceAll("(?i)(bearer[ .])[^\\s,;\"'<>)\\]]+", "$1…");
    }

    private static String hint(ServiceAccess access, Answer answer) {
        return switch (answer.status()) {
            case UNAUTHORIZED -> unauthorized(access);
            case 403 -> forbidden(access);
            case 404, 405 -> NO_CARILLON;
            case 429 -> tryAgain(answer.retryAfter());
            default -> "";
        };
    }

    private static String unauthorized(ServiceAccess access) {
        return access.token()
                .map(file -> "; put a token or an API key that the service accepts into " + file.path())
                .orElse("; give a token or an API key with --token-file FILE");
    }

    private static String forbidden(ServiceAccess access) {
        return access.token()
                .map(file -> "; put a token or an API key with this permission into " + file.path())
                .orElse("; give a token or an API key with this permission with --token-file FILE");
    }

    private static String tryAgain(Optional<Duration> pause) {
        return pause.map(time -> "; try again in " + Math.max(1, time.toSeconds()) + " s")
                .orElse("; try again later");
    }

    /** An error that the service sent in a session. */
    static ServiceFailure ofError(ServiceAccess access, Received.Failed failed) {
        String message = "refused: " + withoutToken(failed.message());
        return switch (failed.code()) {
            case "unauthorized" -> ofUnauthorized(access, message + unauthorized(access));
            case "forbidden" -> ServiceFailure.lasting(message + forbidden(access));
            case "rate-limited" ->
                ServiceFailure.temporary(message + tryAgain(failed.retryAfter()))
                        .retryAfter(failed.retryAfter());
            case "try-again-later" -> ServiceFailure.temporary(message);
            default -> ServiceFailure.lasting(message);
        };
    }

    /** A subscription ended, because the new credentials of the session do not permit it. */
    static ServiceFailure ofUnsubscribed(ServiceAccess access, String topic) {
        return ServiceFailure.lasting(
                "the token does not permit to subscribe to " + topic + " any more" + forbidden(access));
    }

    /**
     * Temporary if there is a file with the token, which may be replaced; without one the next attempt would fail in
     * the same way.
     */
    private static ServiceFailure ofUnauthorized(ServiceAccess access, String message) {
        return access.token().isPresent() ? ServiceFailure.temporary(message) : ServiceFailure.lasting(message);
    }

    static ServiceFailure ofNoCarillon(String message) {
        return ServiceFailure.lasting(message + NO_CARILLON);
    }

    private static String otherScheme(ServiceUrl url) {
        return url.tls()
                ? ": if it does not encrypt, use " + url.otherScheme()
                : ": if it encrypts, use " + url.otherScheme();
    }

    private static Optional<CertificateCheck.Refused> refusal(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateCheck.Refused refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private static String said(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static String shown(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
