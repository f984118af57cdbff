package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.frame.MaskedFrames;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A client that can send and read any bytes; it waits for at most five seconds. */
final class RawClient implements AutoCloseable {
    static final MaskedFrames FRAMES = new MaskedFrames(() -> 0x01020304);

    final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        this(port, 0, Optional.empty());
    }

    RawClient(String host, int port) throws IOException {
        this(new InetSocketAddress(host, port), 0, Optional.empty());
    }

    /**
     * @param receiveBuffer the size of the kernel's buffer for this client, 0 for the default
     */
    RawClient(int port, int receiveBuffer) throws IOException {
        this(port, receiveBuffer, Optional.empty());
    }

    /**
     * @param tls for a client with TLS
     */
    RawClient(int port, int receiveBuffer, Optional<SSLContext> tls) throws IOException {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), receiveBuffer, tls);
    }

    private RawClient(InetSocketAddress address, int receiveBuffer, Optional<SSLContext> tls) throws IOException {
        this(address, unconnected(receiveBuffer), tls);
    }

    private RawClient(InetSocketAddress address, Socket plain, Optional<SSLContext> tls) throws IOException {
        this(tls.isPresent() ? secured(connected(plain, address), tls.get()) : connected(plain, address));
    }

    private RawClient(Socket connected) throws IOException {
        socket = connected;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private static Socket connected(Socket plain, InetSocketAddress address) throws IOException {
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(5000);
        plain.connect(address, 5000);
        return plain;
    }

    private static Socket secured(Socket plain, SSLContext tls) throws IOException {
        return tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    }

    /** This client with TLS from now on. It may have sent something before, but must have read nothing. */
    RawClient secured(SSLContext tls) throws IOException {
        return new RawClient(secured(socket, tls));
    }

    /** A client with the local address {@code address}, which must belong to this machine. */
    static RawClient from(String address, int port) throws IOException {
        Socket bound = unconnected(0);
        bound.bind(new InetSocketAddress(address, 0));
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), bound, Optional.empty());
    }

    private static Socket unconnected(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        return socket;
    }

    /** A client after its handshake at {@code path}. */
    static RawClient open(int port, String path) throws IOException {
        return open(port, path, "");
    }

    static RawClient open(int port, String path, String moreHeaders) throws IOException {
        return open(new RawClient(port), path, moreHeaders);
    }

    /** Completes the handshake of {@code client} at {@code path}. */
    static RawClient open(RawClient client, String path, String moreHeaders) throws IOException {
        client.send(handshake(path, moreHeaders));
        String head = client.readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("expected 101, but was " + head);
        }
        return client;
    }

    static byte[] handshake(String path, String moreHeaders) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + moreHeaders
                        + "\r\n")
                .getBytes(ISO_8859_1);
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void sendText(String text) throws IOException {
        send(FRAMES.text(text.getBytes(UTF_8)));
    }

    /** Whether anything comes within the socket's timeout. */
    boolean hasAnswer() throws IOException {
        in.mark(1);
        try {
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** Reads up to the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The lines of an event stream up to the next empty one; {@code end} or {@code reset} if there is none. */
    String readEvent() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            int last = 0;
            for (int next = in.read(); next != '\n' || last != '\n'; next = in.read()) {
                if (next < 0) {
                    return lines.toString(UTF_8) + "end";
                }
                lines.write(next);
                last = next;
            }
        } catch (SocketException reset) {
            return lines.toString(UTF_8) + "reset";
        }
        // Without the end of the last line.
        String event = lines.toString(UTF_8);
        return event.substring(0, event.length() - 1);
    }

    /** Head and body of an answer with a content-length. */
    String readAnswer() throws IOException {
        String head = readHead();
        String length =
                head.toLowerCase(Locale.ROOT).split("content-length: ", 2)[1].split("\r", 2)[0];
        return head + new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
    }

    String readBytes(int count) throws IOException {
        return new String(in.readNBytes(count), UTF_8);
    }

    /** Reads up to the end of the connection. */
    String readRest() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    /** The next chunk of a body, without its length; empty after the last. */
    String readChunk() throws IOException {
        StringBuilder length = new StringBuilder();
        while (length.indexOf("\r\n") < 0) {
            length.append((char) in.readUnsignedByte());
        }
        String chunk =
                new String(in.readNBytes(Integer.parseInt(length.toString().strip(), 16)), UTF_8);
        in.readNBytes(2);
        return chunk;
    }

    /** All chunks of a body. */
    String readChunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (String chunk = readChunk(); !chunk.isEmpty(); chunk = readChunk()) {
            body.append(chunk);
        }
        return body.toString();
    }

    /**
     * The next frame: {@code text …}, {@code binary <length>}, {@code ping}, {@code close <code> <reason>}, or {@code
     * end}.
     */
    String readFrame() throws IOException {
        int first;
        try {
            first = in.read();
        } catch (SocketException reset) {
            return "reset";
        }
        if (first < 0) {
            return "end";
        }
        byte[] payload = readPayload();
        return switch (first) {
            case 0x81 -> "text " + new String(payload, UTF_8);
            case 0x82 -> "binary " + payload.length;
            case 0x89 -> "ping " + new String(payload, UTF_8);
            case 0x8a -> "pong " + new String(payload, UTF_8);
            case 0x88 -> "close " + closeText(payload);
            default ->
                throw new AssertionError(
                        "expected a final frame without extensions, but was 0x" + Integer.toHexString(first));
        };
    }

    private byte[] readPayload() throws IOException {
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("expected " + length + " bytes of payload, but were " + payload.length);
        }
        return payload;
    }

    private static String closeText(byte[] payload) {
        if (payload.length == 0) {
            return "without code";
        }
        int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        return code + " " + new String(payload, 2, payload.length - 2, UTF_8);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Closes with a reset, without a close frame. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
