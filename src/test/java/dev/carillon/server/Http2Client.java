package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that writes frames of HTTP/2 itself (RFC 9113, 6), also those that no library writes. */
final class Http2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

    /**
     * A received frame.
     *
     * @param text its payload
     * @param reason of a RST_STREAM or a GOAWAY; -1 for others
     * @param fields of a head; empty for others
     */
    record Frame(int type, int flags, int stream, String text, int reason, Map<String, String> fields) {
        boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        String status() {
            return String.valueOf(fields.get(":status"));
        }
    }

    /** A complete answer; the body is everything up to the end of the stream. */
    record Answer(Map<String, String> head, String body) {
        String status() {
            return String.valueOf(head.get(":status"));
        }
    }

    final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Map<Integer, StringBuilder> texts = new HashMap<>();
    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);

    private Http2Client(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** A client whose streams have windows of {@code window} bytes; the window of the connection is large. */
    static Http2Client connect(TestService service, SSLContext tls, int window) throws IOException {
        return connect("127.0.0.1", service.port(), tls, window);
    }

    static Http2Client connect(String from, int port, SSLContext tls, int window) throws IOException {
        return connect(from, port, new byte[0], tls, window);
    }

    /**
     * @param first sent before TLS
     */
    static Http2Client connect(String from, int port, byte[] first, SSLContext tls, int window) throws IOException {
        Socket plain = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
        plain.getOutputStream().write(first);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals("h2")) {
            throw new AssertionError("expected h2, but was " + socket.getApplicationProtocol());
        }
        Http2Client client = new Http2Client(socket);
        client.out.write(PREFACE);
        client.send(SETTINGS, 0, 0, setting(4, window));
        client.send(WINDOW_UPDATE, 0, 0, number(1 << 30));
        return client;
    }

    static byte[] setting(int id, int value) {
        return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(frame(type, flags, stream, payload));
        out.flush();
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    void write(byte[] frames) throws IOException {
        out.write(frames);
        out.flush();
    }

    /** Sends a request without a body. */
    void get(int stream, String path, String... more) throws IOException {
        send(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", path, more));
    }

    void stream(int stream, String path, String... more) throws IOException {
        String[] with = Arrays.copyOf(more, more.length + 2);
        with[more.length] = "accept";
        with[more.length + 1] = "text/event-stream";
        get(stream, path, with);
    }

    void post(int stream, String path, String body) throws IOException {
        send(HEADERS, END_HEADERS, stream, head("POST", path));
        send(DATA, END_STREAM, stream, body.getBytes(UTF_8));
    }

    /** The head of a request, with {@code more} names and values. */
    static byte[] head(String method, String path, String... more) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(fields(":method", method, ":scheme", "https", ":authority", "127.0.0.1", ":path", path));
        head.writeBytes(fields(more));
        return head.toByteArray();
    }

    /** Literals that are neither indexed nor compressed (RFC 7541, 6.2.2). */
    static byte[] fields(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            string(block, namesAndValues[i]);
            string(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** The next frame; frames that only keep a connection going are answered and skipped. */
    Frame read() throws IOException {
        while (true) {
            Frame frame = readAny();
            if (frame.type == SETTINGS && frame.flags == 0) {
                send(SETTINGS, ACK, 0, new byte[0]);
            } else if (frame.type != SETTINGS && frame.type != WINDOW_UPDATE && frame.type != PING) {
                return frame;
            }
        }
    }

    /**
     * @throws EOFException when the connection has ended
     */
    Frame readAny() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        Map<String, String> fields = type == HEADERS ? fields(stream, payload) : Map.of();
        return new Frame(type, flags, stream, new String(payload, UTF_8), reason(type, payload), fields);
    }

    private static int reason(int type, byte[] payload) {
        return switch (type) {
            case RESET -> ByteBuffer.wrap(payload).getInt();
            case GO_AWAY -> ByteBuffer.wrap(payload).getInt(4);
            default -> -1;
        };
    }

    /** Must be called for each head, since one may refer to earlier ones. */
    private Map<String, String> fields(int stream, byte[] block) {
        try {
            Http2Headers headers = hpack.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
            Map<String, String> fields = new HashMap<>();
            headers.forEach(field ->
                    fields.put(field.getKey().toString(), field.getValue().toString()));
            return fields;
        } catch (Http2Exception invalid) {
            throw new AssertionError(invalid);
        }
    }

    /** The complete answer on {@code stream}; there may be no other streams. */
    Answer answer(int stream) throws IOException {
        Frame first = read();
        if (first.stream != stream || first.type != HEADERS) {
            throw new AssertionError("expected the head of an answer on " + stream + ", but was " + first);
        }
        StringBuilder body = new StringBuilder();
        for (Frame frame = first; !frame.ends(); ) {
            frame = read();
            body.append(frame.text);
        }
        return new Answer(first.fields, body.toString());
    }

    /** Reads the head of the answer on {@code stream} and the beginning of an event stream. */
    void awaitStream(int stream) throws IOException {
        Frame head = read();
        if (head.stream != stream || !head.status().equals("200")) {
            throw new AssertionError("expected an event stream on " + stream + ", but was " + head);
        }
        String retry = event(stream);
        if (!retry.matches("retry: \\d{4}")) {
            throw new AssertionError("expected retry, but was " + retry);
        }
    }

    /** The next event on {@code stream}, without the empty line after it; events of other streams are kept. */
    String event(int stream) throws IOException {
        StringBuilder text = texts.computeIfAbsent(stream, first -> new StringBuilder());
        int end = text.indexOf("\n\n");
        while (end < 0) {
            Frame frame = read();
            if (frame.type != DATA) {
                throw new AssertionError("expected an event, but was " + frame);
            }
            int seen = Math.max(0, text.length() - 1);
            texts.computeIfAbsent(frame.stream, first -> new StringBuilder()).append(frame.text);
            end = text.indexOf("\n\n", seen);
        }
        String event = text.substring(0, end);
        text.delete(0, end + 2);
        return event;
    }

    /** Reads up to the first frame of {@code type}. */
    Frame await(int type) throws IOException {
        Frame frame = read();
        while (frame.type != type) {
            frame = read();
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
