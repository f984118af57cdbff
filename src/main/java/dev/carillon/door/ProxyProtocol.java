package dev.carillon.door;

import dev.carillon.config.ProxySettings;
import dev.carillon.door.ProxyHeader.Complete;
import dev.carillon.http.Source;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The rules of the PROXY protocol on this node: each connection from a trusted proxy must begin with a header, and no
 * other connection may. The service never guesses whether there is a header, because a client could send one. Any
 * thread may call.
 */
public final class ProxyProtocol {
    private static final Logger LOG = System.getLogger(ProxyProtocol.class.getName());

    /** Once a second at most: a proxy that sends no headers causes one refusal for each connection. */
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ProxySettings proxies;
    private final Runnable refusals;
    private final LongSupplier nanoTime;
    private final AtomicLong nextLogNanos;

    /** @param nanoTime as {@link System#nanoTime} */
    ProxyProtocol(ProxySettings proxies, Runnable refusals, LongSupplier nanoTime) {
        this.proxies = proxies;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
        this.nextLogNanos = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * The rules; empty unless {@code proxies} send headers.
     *
     * @param refusals called for each connection that is refused
     */
    public static Optional<ProxyProtocol> of(ProxySettings proxies, Runnable refusals) {
        return proxies.proxyProtocol()
                ? Optional.of(new ProxyProtocol(proxies, refusals, System::nanoTime))
                : Optional.empty();
    }

    /** Whether a connection from {@code peer} must begin with a header. */
    boolean expectsHeader(InetSocketAddress peer) {
        return proxies.trust(peer.getAddress());
    }

    /** The source of a connection from {@code proxy} that begins with {@code header}. */
    static Source source(InetSocketAddress proxy, Complete header) {
        return header.source().<Source>map(Source.Named::new).orElseGet(() -> new Source.Unnamed(proxy));
    }

    /** A connection from {@code proxy} is closed because it began with something else. */
    void refused(InetSocketAddress proxy, ProxyHeader.Invalid beginning) {
        refusals.run();
        long now = nanoTime.getAsLong();
        long next = nextLogNanos.get();
        if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + LOG_NANOS)) {
            LOG.log(
                    Level.WARNING,
                    "connection from the trusted proxy " + proxy.getAddress().getHostAddress() + " refused: "
                            + beginning.message() + " (--proxy-protocol)");
        }
    }
}
