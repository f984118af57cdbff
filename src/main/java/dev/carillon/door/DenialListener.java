package dev.carillon.door;

import dev.carillon.auth.AuthenticationResult.Denied;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Is told of each request, and each {@code authenticate} of a session, whose credentials are not accepted. */
@FunctionalInterface
public interface DenialListener {
    /**
     * One more.
     *
     * @param path where they came, without its query
     * @param peer the address of the client, null if it has gone
     */
    void denied(Denied denied, String path, @Nullable InetSocketAddress peer);
}
