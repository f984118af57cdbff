package dev.carillon.logging;

import dev.carillon.auth.Denial;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One line for each refusal of a token or key, by the logger {@code audit}. It never has a part of the credentials that the
 * client sent: no token, no query, no header. May be called from any thread.
 */
public final class AuditLog {
    /** Of these lines alone, so that they can be collected and kept in a place of their own. */
    public static final String LOGGER = "audit";

    private static final Logger LOG = System.getLogger(LOGGER);

    /**
     * A token or key was not accepted.
     *
     * @param way the path at which it came; a query is cut off
     * @param peer the address of the client, null where it has gone
     * @param detail what was expected and what came, as in the answer to the client
     */
    public void denied(Denial why, String way, @Nullable InetAddress peer, String detail) {
        LOG.log(
                // A client that sends none may not have known that one is needed.
                why == Denial.MISSING ? Level.INFO : Level.WARNING,
                "token or key refused",
                LogField.of("event", "denied"),
                LogField.kind("reason", why.label()),
                LogField.of("peer", peer == null ? null : peer.getHostAddress()),
                LogField.of("path", way.split("[?#]", 2)[0]),
                LogField.of("detail", detail));
    }
}
