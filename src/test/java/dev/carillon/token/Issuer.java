package dev.carillon.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes keys as an identity provider does, or as a broken one. */
final class Issuer implements AutoCloseable {
    private final ServerSocket listening;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger atOnceMost = new AtomicInteger();
    private volatile Answer answer;

    /** Answers a request. */
    interface Answer {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    Issuer(Answer answer) throws IOException {
        this.answer = answer;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    static Answer keys(String... members) {
        return text(Forge.jwks(members));
    }

    static Answer text(String body) {
        return answer("200 OK", body);
    }

    static Answer answer(String status, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return out -> {
            out.write("HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                    .formatted(status, bytes.length)
                    .getBytes(UTF_8));
            out.write(bytes);
        };
    }

    /** Sends a byte now and then without an end, so that no single read takes long. */
    static Answer drip() {
        return out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(UTF_8));
            for (int i = 0; i < 1000; i++) {
                out.write(' ');
                out.flush();
                Thread.sleep(20);
            }
        };
    }

    static Answer hang() {
        return out -> Thread.sleep(60_000);
    }

    static Answer endless() {
        return out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
            for (int i = 0; i < 1_000_000; i++) {
                out.write(new byte[1024]);
            }
        };
    }

    void answers(Answer next) {
        answer = next;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/keys?tenant=secret");
    }

    int asked() {
        return asked.get();
    }

    int askedAtOnceMost() {
        return atOnceMost.get();
    }

    private void serve() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // At the end of the test.
        }
    }

    private void serve(Socket client) {
        atOnceMost.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (client) {
            client.getInputStream().read(new byte[4096]);
            asked.incrementAndGet();
            answer.to(client.getOutputStream());
        } catch (IOException | InterruptedException theOtherSideEnded) {
            // The client has closed the connection.
        } finally {
            atOnce.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
