package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.frame.Frames;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A service of carillon.v1 that answers the first command of each connection with the events of the test, and closes
 * it.
 */
final class ScriptedService implements AutoCloseable {
    /** In place of an event: waits for one more command. */
    static final String COMMAND = "";

    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final List<List<String>> connections;
    private final int commandsEach;
    private volatile String accepted = "";
    private volatile Callable<?> onceAdmitted = () -> "";

    /**
     * @param connections the events of each connection, in order
     */
    ScriptedService(List<List<String>> connections) throws IOException {
        this(1, connections);
    }

    /**
     * @param commandsEach the number of commands to read on each connection before answering
     */
    ScriptedService(int commandsEach, List<List<String>> connections) throws IOException {
        this.commandsEach = commandsEach;
        this.connections = new ArrayList<>(connections);
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        try {
            for (List<String> events : connections) {
                try (Socket socket = admit()) {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    onceAdmitted.call();
                    commands.add(readText(in));
                    for (int other = 1; other < commandsEach; other++) {
                        readText(in);
                    }
                    for (String event : events) {
                        if (event.equals(COMMAND)) {
                            commands.add(readText(in));
                            continue;
                        }
                        socket.getOutputStream().write(Frames.text(event.getBytes(UTF_8)));
                    }
                }
            }
        } catch (IOException closed) {
            assert listening.isClosed() : closed;
        } catch (Exception ofTheTest) {
            throw new AssertionError(ofTheTest);
        }
    }

    /** Accepts the next connection that has the token, if one is required. */
    private Socket admit() throws IOException {
        while (true) {
            Socket socket = listening.accept();
            String head = head(socket);
            heads.add(head);
            if (head.contains("Bearer " + accepted) || accepted.isEmpty()) {
                open(head, socket);
                return socket;
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 7\r\n\r\nexpired".getBytes(ISO_8859_1));
            socket.close();
        }
    }

    private static String head(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private static void open(String head, Socket socket) throws IOException {
        String key = head.split("Sec-WebSocket-Key: ", 2)[1].split("\r", 2)[0];
        socket.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Protocol: carillon.v1\r\nSec-WebSocket-Accept: " + accept(key)
                                + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
    }

    /** The header of the answer (RFC 6455, 4.2.2). */
    private static String accept(String key) {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(sha1);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String readText(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        byte[] mask = in.readNBytes(4);
        byte[] text = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            text[i] ^= mask[i % 4];
        }
        return new String(text, UTF_8);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** Requires this token on all connections after the first. */
    void thenRequireToken(String token) {
        onceAdmitted(() -> accepted = token);
    }

    /** Runs after the handshake of each connection, before the answer. */
    void onceAdmitted(Callable<?> step) {
        onceAdmitted = step;
    }

    /** The head of the next connection's request, refused or not. */
    String head() throws InterruptedException {
        return heads.take();
    }

    /** The first command of the next connection. */
    String command() throws InterruptedException {
        return commands.take();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
