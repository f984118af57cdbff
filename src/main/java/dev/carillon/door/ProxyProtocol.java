package dev.carillon.door;

import dev.carillon.config.ProxySettings;
import dev.carillon.door.ProxyHeader.Whole;
import dev.carillon.http.Source;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The rules of the PROXY protocol on this node: each connection from a trusted proxy begins with a header, and none from
 * elsewhere. Whether there is one is never guessed: a client could send it. Any thread may call.
 */
public final class ProxyProtocol {
    private static final Logger LOG = System.getLogger(ProxyProtocol.class.getName());

    /** A proxy that sends no headers makes one mistake a connection. */
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
     * The rules, where {@code proxies} have headers sent.
     *
     * @param refusals counts connections that are refused
     */
    public static Optional<ProxyProtocol> of(ProxySettings proxies, Runnable refusals) {
        return proxies.proxyProtocol()
                ? Optional.of(new ProxyProtocol(proxies, refusals, System::nanoTime))
                : Optional.empty();
    }

    /** Whether a connection from {@code peer} begins with a header. */
    boolean begins(InetSocketAddress peer) {
        return proxies.trust(peer.getAddress());
    }

    /** Where a connection from {@code proxy} comes from that begins with {@code header}. */
    static Source source(InetSocketAddress proxy, Whole header) {
        return header.source().<Source>map(Source.Named::new).orElseGet(() -> new Source.Unnamed(proxy));
    }

    /** A connection from {@code proxy} is closed, since it began with something else. */
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
