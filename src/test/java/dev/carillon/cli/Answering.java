package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that gives one answer to each connection, whatever the request. */
final class Answering implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final byte[] answer;
    private volatile String asked = "";

    Answering(String answer) throws IOException {
        this.answer = answer.getBytes(ISO_8859_1);
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                try (Socket socket = listening.accept()) {
                    byte[] request = new byte[4096];
                    asked = new String(request, 0, socket.getInputStream().read(request), ISO_8859_1);
                    socket.getOutputStream().write(answer);
                    // Closing with unread bytes would be a reset, which may overtake the answer.
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
            }
        } catch (IOException closed) {
            assert listening.isClosed() : closed;
        }
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    String asked() {
        return asked;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
