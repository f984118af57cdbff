package dev.carillon.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the keys from the issuer. Time and size are bounded; redirects are not followed, since they may lead
 * anywhere.
 */
final class JwksSource implements AutoCloseable {
    private static final int BYTES_MAX = 256 * 1024;

    private final URI url;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param timeout of the whole request, from the connect to the last byte
     */
    JwksSource(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        http = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    URI url() {
        return url;
    }

    /** For logs, without the query, which may contain secrets. */
    String shown() {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }

    /** The current keys. Blocks. */
    String fetch() throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(url).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX));
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("expected 200, but was " + response.statusCode());
            }
            return new String(response.body(), UTF_8);
        } catch (ExecutionException failure) {
            throw new IOException(reason(failure.getCause()), failure);
        } catch (TimeoutException late) {
            throw new IOException("expected an answer within " + timeout.toMillis() + " ms, but it is not there", late);
        } catch (InterruptedException stopping) {
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        return failure == null
                ? "unknown"
                : failure.getClass().getSimpleName()
                        + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
