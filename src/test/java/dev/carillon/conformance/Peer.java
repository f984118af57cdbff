package dev.carillon.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A client that sends any bytes and accepts only valid frames of a server; it waits for at most ten seconds. */
final class Peer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    final SocketChannel channel;
    private final DataInputStream in;
    /** The head of the answer to the handshake. */
    final String head;

    Peer(int port, String path, String moreHeaders) throws IOException {
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(channel.socket().getInputStream(), 1 << 16));
        sendBytes(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + moreHeaders
                        + "\r\n")
                .getBytes(ISO_8859_1));
        head = readHead();
    }

    private String readHead() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.readUnsignedByte());
        }
        return text.toString();
    }

    /** Each frame in a separate write. */
    Peer send(Frame... frames) throws IOException {
        for (Frame frame : frames) {
            sendBytes(frame.masked());
        }
        return this;
    }

    /** All frames in one write. */
    Peer sendTogether(Frame... frames) throws IOException {
        return sendBytes(together(frames));
    }

    /** In writes of {@code size} octets, independent of frames. */
    Peer sendInChops(int size, Frame... frames) throws IOException {
        byte[] bytes = together(frames);
        for (int from = 0; from < bytes.length; from += size) {
            sendBytes(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
        return this;
    }

    Peer sendBytes(byte... bytes) throws IOException {
        channel.socket().getOutputStream().write(bytes);
        return this;
    }

    private static byte[] together(Frame... frames) {
        return Frame.joined(Arrays.stream(frames).map(Frame::masked).toArray(byte[][]::new));
    }

    /** The next frame, which must be a valid frame of a server (RFC 6455, 5.1 and 5.2). */
    Frame receive() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertThat(second & 0x80).as("mask bit of a server's frame").isZero();
        int shortLength = second & 0x7F;
        long length = switch (shortLength) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> shortLength;
        };
        assertThat(length)
                .as("length in as few bytes as possible")
                .isGreaterThanOrEqualTo(shortLength == 126 ? 126 : shortLength == 127 ? 0x1_0000 : 0);
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame((first & 0x80) != 0, first >> 4 & 7, first & 0xF, payload);
    }

    Peer expect(Frame... frames) throws IOException {
        for (Frame frame : frames) {
            assertThat(receive()).isEqualTo(frame);
        }
        return this;
    }

    /** Expects a close frame with this code and a reason, if it has one; then the end of TCP (RFC 6455, 7.1.7). */
    void expectFailure(int code) throws IOException {
        Frame close = receive();
        assertThat(close.opcode()).as("opcode of " + close).isEqualTo(Frame.CLOSE);
        assertThat(close.closeCode()).as(close.closeReason()).isEqualTo(code);
        assertThat(close.closeReason()).startsWith("expected ");
        expectEnd();
    }

    /** Expects the end of TCP, with nothing before it. */
    void expectEnd() throws IOException {
        assertThat(in.read()).isEqualTo(-1);
    }

    /** Checks that the connection still works: one more message is echoed, and a close frame is answered. */
    void expectHealth() throws IOException {
        send(Frame.text("still well?")).expect(Frame.text("still well?"));
        send(Frame.close(1000)).expect(Frame.close(1000));
        expectEnd();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
