package dev.carillon;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free port, for programs that need their port before they listen. It is outside the range of client ports, so that
 * no outgoing connection takes it meanwhile.
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
                // Tries the next one.
            }
        }
    }
}
