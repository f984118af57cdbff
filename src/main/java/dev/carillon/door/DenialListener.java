package dev.carillon.door;

import dev.carillon.auth.AuthenticationResult.Denied;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Receives each request, and each {@code authenticate} of a session, whose credentials are not accepted. */
@FunctionalInterface
public interface DenialListener {
    /**
     * Called once for each such request.
     *
     * @param path of the request, without its query
     * @param peer the address of the client, null if the connection has ended
     */
    void denied(Denied denied, String path, @Nullable InetSocketAddress peer);
}
