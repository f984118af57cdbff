package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A network between a client and a service: it forwards, refuses, swallows, stalls, and resets at any byte. */
final class FaultyNetwork implements AutoCloseable {
    /** The handling of requests for a WebSocket. */
    enum Upgrades {
        PASS,
        REFUSE,
        SWALLOW
    }

    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int service;
    private volatile Upgrades upgrades = Upgrades.PASS;
    private volatile boolean stalled;
    private volatile IntSupplier bytesBeforeReset = () -> Integer.MAX_VALUE;

    FaultyNetwork(int service) throws IOException {
        this.service = service;
        inBackground(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Later connections go to the service on this port. */
    void leadTo(int port) {
        service = port;
    }

    void upgrades(Upgrades now) {
        upgrades = now;
    }

    /** Resets later connections after so many bytes to their clients. */
    void resetAfter(IntSupplier bytes) {
        bytesBeforeReset = bytes;
    }

    /** While it is stalled, nothing reaches the clients, and no connection ends. */
    void stall(boolean now) {
        stalled = now;
    }

    /** Resets all connections. */
    void reset() {
        open.forEach(FaultyNetwork::reset);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        reset();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            open.add(client);
            inBackground(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        byte[] head = head(client.getInputStream());
        boolean upgrade = new String(head, ISO_8859_1).toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket\r\n");
        if (upgrade && upgrades == Upgrades.SWALLOW) {
            return;
        }
        if (upgrade && upgrades == Upgrades.REFUSE) {
            client.getOutputStream()
                    .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(ISO_8859_1));
            client.close();
            return;
        }
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), service)) {
            upstream.getOutputStream().write(head);
            inBackground(() -> {
                try {
                    client.getInputStream().transferTo(upstream.getOutputStream());
                    upstream.shutdownOutput();
                } catch (IOException ended) {
                    // Otherwise the service would keep the connection until its next ping.
                    reset(upstream);
                }
            });
            if (forward(upstream.getInputStream(), client.getOutputStream(), bytesBeforeReset.getAsInt())) {
                client.shutdownOutput();
            } else {
                reset(client);
            }
        } finally {
            open.remove(client);
        }
    }

    /** Returns whether the service ended the connection, and not this network. */
    private boolean forward(InputStream from, OutputStream to, int bytes) throws IOException {
        byte[] buffer = new byte[16 << 10];
        for (int left = bytes; left > 0; ) {
            int read = from.read(buffer, 0, Math.min(buffer.length, left));
            if (read < 0) {
                return true;
            }
            while (stalled) {
                Thread.onSpinWait();
            }
            to.write(buffer, 0, read);
            left -= read;
        }
        return false;
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("expected a head, but the connection ended");
            }
            head.write(next);
        }
        return head.toByteArray();
    }

    private static void reset(Socket socket) {
        try (Closeable _ = socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Expected.
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (IOException gone) {
                // A connection or this network was closed.
            }
        });
    }
}
