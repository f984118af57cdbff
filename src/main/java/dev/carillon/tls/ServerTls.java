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
 * The certificates of one loop's front door, and whether they have changed. Open connections keep what they
 * agreed on; new ones get the new certificates.
 */
public final class ServerTls {
    private static final Logger LOG = System.getLogger(ServerTls.class.getName());

    /** What an idle socket takes of the heap beyond a plain one (2.6 kB in all, docs/design.md). */
    public static final int HEAP_BYTES = 1300;

    /** What it takes outside the heap, as resident memory showed it. */
    public static final int NATIVE_BYTES = 6300;

    /** Renewals are hours apart, and three small files are read in no time. */
    private static final long LOOK_MILLIS = 1000;

    private final Vertx vertx;
    private final TlsSettings settings;
    private final boolean http2;
    private TlsFiles known;

    /** Of those that are known; operators ask on another thread. */
    private volatile Instant expiry;

    /** What is wrong with the files, as it was told; empty where nothing is. */
    private String complaint = "";

    private ServerTls(Vertx vertx, TlsSettings settings, boolean http2, TlsFiles known) {
        this.vertx = vertx;
        this.settings = settings;
        this.http2 = http2;
        this.known = known;
        this.expiry = known.expiry();
    }

    /**
     * Reads the files; fails with what is wrong with them.
     *
     * @param http2 whether clients are offered HTTP/2 beside HTTP/1.1 (RFC 7301)
     */
    public static Future<ServerTls> open(Vertx vertx, TlsSettings settings, boolean http2) {
        return vertx.executeBlocking(() -> TlsFiles.read(settings, vertx))
                .map(files -> new ServerTls(vertx, settings, http2, Objects.requireNonNull(files)));
    }

    /** What does the encryption: {@code openssl} (BoringSSL, with less than half of the CPU and of the heap) or {@code jdk}. */
    public static String engineName() {
        return OpenSSLEngineOptions.isAvailable() ? "openssl" : "jdk";
    }

    /** When the first of the certificates expires that are in use. Any thread may ask. */
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

    /** Has {@code http}, and all servers that share its port, follow the files. */
    public void follow(HttpServer http) {
        vertx.setTimer(LOOK_MILLIS, now -> look(http).onComplete(looked -> follow(http)));
    }

    /** Says what is new, and only that: files that are missing for an hour are told of once. */
    private Future<?> look(HttpServer http) {
        return vertx.executeBlocking(() -> TlsFiles.readUnchecked(settings))
                .compose(
                        now -> known.equals(now) ? Future.succeededFuture() : change(http, Objects.requireNonNull(now)))
                .onSuccess(usable -> areUsableAgain())
                .onFailure(this::complain);
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
                    complaint = "";
                    LOG.log(Level.INFO, "certificates renewed from " + settings.certificate());
                });
    }

    private void areUsableAgain() {
        if (!complaint.isEmpty()) {
            complaint = "";
            LOG.log(Level.INFO, "certificates in " + settings.certificate() + " are those already in use");
        }
    }

    /** They are being replaced at this very moment, or have become unusable: what was known is still good. */
    private void complain(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!reason.equals(complaint)) {
            complaint = reason;
            LOG.log(Level.WARNING, "certificates not renewed: " + reason);
        }
    }

    private static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable()
                // Sessions are resumed with tickets: a cache would only cost memory.
                ? new OpenSSLEngineOptions().setSessionCacheEnabled(false)
                : new JdkSSLEngineOptions();
    }
}
