package dev.carillon.logging;

import dev.carillon.auth.Denial;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Logs one line for each refused token or key, with the logger {@code audit}. A line contains no part of the
 * credentials: no token, no query, no header. May be called from any thread.
 */
public final class AuditLog {
    /** The logger of these lines only, so that they can be stored separately. */
    public static final String LOGGER = "audit";

    private static final Logger LOG = System.getLogger(LOGGER);

    /**
     * Logs that a token or key was not accepted.
     *
     * @param way the path of the request; its query is removed
     * @param peer the address of the client; null if it has disconnected
     * @param detail what was expected and what came, as in the answer to the client
     */
    public void denied(Denial why, String way, @Nullable InetAddress peer, String detail) {
        LOG.log(
                // A client without credentials may not have known that it needs some.
                why == Denial.MISSING ? Level.INFO : Level.WARNING,
                "token or key refused",
                LogField.of("event", "denied"),
                LogField.kind("reason", why.label()),
                LogField.of("peer", peer == null ? null : peer.getHostAddress()),
                LogField.of("path", way.split("[?#]", 2)[0]),
                LogField.of("detail", detail));
    }
}
