package dev.carillon.tls;

import dev.carillon.config.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The certificates of one loop's server, which follow changes of their files. Open connections keep what was
 * negotiated; new ones use the new certificates.
 */
public final class ServerTls {
    private static final Logger LOG = System.getLogger(ServerTls.class.getName());

    /** The heap of an idle socket in addition to a plain one (2.6 kB in all, docs/design.md). */
    public static final int HEAP_BYTES = 1300;

    /** The memory outside the heap, measured as resident memory. */
    public static final int NATIVE_BYTES = 6300;

    /** Renewals are hours apart, and reading three small files takes little time. */
    private static final long CHECK_MILLIS = 1000;

    private final Vertx vertx;
    private final TlsSettings settings;
    private final boolean http2;
    private TlsFiles known;

    /** The expiry of the certificates in use; operators read it on another thread. */
    private volatile Instant expiry;

    /** The last logged problem with the files; empty if there is none. */
    private String lastWarning = "";

    private ServerTls(Vertx vertx, TlsSettings settings, boolean http2, TlsFiles known) {
        this.vertx = vertx;
        this.settings = settings;
        this.http2 = http2;
        this.known = known;
        this.expiry = known.expiry();
    }

    /**
     * Reads the files; fails with the problem that was found.
     *
     * @param http2 whether HTTP/2 is offered in addition to HTTP/1.1 (RFC 7301)
     */
    public static Future<ServerTls> open(Vertx vertx, TlsSettings settings, boolean http2) {
        return vertx.executeBlocking(() -> TlsFiles.read(settings, vertx))
                .map(files -> new ServerTls(vertx, settings, http2, Objects.requireNonNull(files)));
    }

    /** The TLS engine: {@code openssl} (BoringSSL, with less than half of the CPU and of the heap) or {@code jdk}. */
    public static String engineName() {
        return OpenSSLEngineOptions.isAvailable() ? "openssl" : "jdk";
    }

    /** When the first of the certificates in use expires. Any thread may call. */
    public Instant expiry() {
        return expiry;
    }

    public HttpServerOptions on(HttpServerOptions options) {
        ServerSSLOptions ours = known.options(http2);
        options.setSsl(true).setUseAlpn(http2).setSslEngineOptions(engine());
        options.setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        options.setKeyCertOptions(ours.getKeyCertOptions());
        options.setEnabledSecureTransportProtocols(ours.getEnabledSecureTransportProtocols());
        if (ours.getTrustOptions() != null) {
            options.setTrustOptions(ours.getTrustOptions()).setClientAuth(ours.getClientAuth());
        }
        return options;
    }

    /** Changes of the files are applied to {@code http} and to all servers that share its port. */
    public void follow(HttpServer http) {
        vertx.setTimer(CHECK_MILLIS, now -> check(http).onComplete(looked -> follow(http)));
    }

    /** Logs changes only: files that are missing for an hour are logged once. */
    private Future<?> check(HttpServer http) {
        return vertx.executeBlocking(() -> TlsFiles.readUnchecked(settings))
                .compose(
                        now -> known.equals(now) ? Future.succeededFuture() : change(http, Objects.requireNonNull(now)))
                .onSuccess(usable -> areUsableAgain())
                .onFailure(this::warn);
    }

    private Future<?> change(HttpServer http, TlsFiles now) {
        return vertx.executeBlocking(() -> {
                    now.check(settings, vertx);
                    return now.options(http2);
                })
                .compose(http::updateSSLOptions)
                .onSuccess(done -> {
                    known = now;
                    expiry = now.expiry();
                    lastWarning = "";
                    LOG.log(Level.INFO, "certificates renewed from " + settings.certificate());
                });
    }

    private void areUsableAgain() {
        if (!lastWarning.isEmpty()) {
            lastWarning = "";
            LOG.log(Level.INFO, "certificates in " + settings.certificate() + " are those already in use");
        }
    }

    /** The files are being replaced, or have become unusable: the certificates in use stay. */
    private void warn(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!reason.equals(lastWarning)) {
            lastWarning = reason;
            LOG.log(Level.WARNING, "certificates not renewed: " + reason);
        }
    }

    private static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable()
                // Sessions are resumed with tickets, so a cache would only use memory.
                ? new OpenSSLEngineOptions().setSessionCacheEnabled(false)
                : new JdkSSLEngineOptions();
    }
}
