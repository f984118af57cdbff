package dev.carillon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that nothing uses, for what must be told its port before it listens. Another process may take it meanwhile. */
public final class FreePort {
    private FreePort() {}

    public static int onLoopback() throws IOException {
        return on(InetAddress.getLoopbackAddress());
    }

    public static int on(InetAddress address) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, address)) {
            return free.getLocalPort();
        }
    }
}
