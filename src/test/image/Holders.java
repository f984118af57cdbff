import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code java Holders.java PORT N}: opens N WebSockets to 127.0.0.1, prints {@code open: N}, and waits until all have
 * ended. Then it prints how they ended: {@code 1012: N} with the close code, or {@code lost: N} without a close frame.
 * Shares no code with the service.
 */
final class Holders {
    private static final byte[] OPENING = ("GET /topics/held HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(US_ASCII);

    /** A masked close frame: FIN and opcode 8, length 2, a mask of zeros, code 1000. */
    private static final byte[] CLOSE_FRAME = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8};

    private final Map<String, Integer> endings = new TreeMap<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocate(4096);

    private Holders() throws IOException {}

    public static void main(String... args) throws IOException {
        new Holders().hold(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    }

    private void hold(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            open(port);
        }
        System.out.println("open: " + count);
        while (!selector.keys().isEmpty()) {
            selector.select(this::read);
            selector.selectNow();
        }
        endings.forEach((how, many) -> System.out.println(how + ": " + many));
    }

    private void open(int port) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        socket.write(ByteBuffer.wrap(OPENING));
        in.clear();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            if (socket.read(in.clear()) < 0) {
                throw new IOException("expected 101, but the connection ended after: " + head);
            }
            head.append(US_ASCII.decode(in.flip()));
        }
        if (head.indexOf("HTTP/1.1 101 ") != 0) {
            throw new IOException("expected 101, but was: " + head);
        }
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ);
    }

    private void read(SelectionKey key) {
        SocketChannel socket = (SocketChannel) key.channel();
        try {
            if (socket.read(in.clear()) < 0) {
                end(key, "lost");
            } else if (in.flip().remaining() >= 4 && in.get(0) == (byte) 0x88) {
                String code = String.valueOf(in.getShort(2) & 0xffff);
                socket.write(ByteBuffer.wrap(CLOSE_FRAME));
                end(key, code);
            }
        } catch (IOException reset) {
            end(key, "lost");
        }
    }

    private void end(SelectionKey key, String how) {
        endings.merge(how, 1, Integer::sum);
        try {
            key.channel().close();
        } catch (IOException gone) {
            key.cancel();
        }
    }
}
