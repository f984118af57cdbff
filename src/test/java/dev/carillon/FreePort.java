package dev.carillon;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port that nothing uses, for what must be told its port before it listens. It is none of those that systems give to clients, so
 * that no connection takes it meanwhile.
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int FIRST_OF_CLIENTS = 32_768;

    private FreePort() {}

    public static int onLoopback() throws IOException {
        return on(InetAddress.getLoopbackAddress());
    }

    public static int on(InetAddress address) throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_CLIENTS);
            try (ServerSocket free = new ServerSocket(port, 1, address)) {
                return free.getLocalPort();
            } catch (BindException inUse) {
                // Another one, then.
            }
        }
    }
}
