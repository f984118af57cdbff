package dev.carillon.server;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that reads everything at once and answers pings, as a browser does. */
final class Listener implements AutoCloseable {
    final RawClient client;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Listener(RawClient client) throws IOException {
        this.client = client;
        client.socket.setSoTimeout(0);
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        String frame;
        do {
            frame = nextFrame();
            heard.add(frame);
        } while (!frame.equals("end") && !frame.equals("reset"));
    }

    private String nextFrame() {
        try {
            String frame = client.readFrame();
            if (frame.equals("ping ")) {
                client.send(RawClient.FRAMES.pong(new byte[0]));
            }
            return frame;
        } catch (IOException broken) {
            return "reset";
        }
    }

    /** The next frame, in the form of {@link RawClient#readFrame}. */
    String next() throws InterruptedException {
        String frame = heard.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("expected a frame within 10 s, but none came");
        }
        return frame;
    }

    String nextButPings() throws InterruptedException {
        String frame = next();
        while (frame.equals("ping ")) {
            frame = next();
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
