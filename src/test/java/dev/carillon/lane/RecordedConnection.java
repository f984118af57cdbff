package dev.carillon.lane;

import dev.carillon.hub.Batch;
import dev.carillon.outbox.Cursor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection without a socket: it records what is sent, and passes the events of a test to its receiver. */
public final class RecordedConnection implements Connection {
    public final List<byte[]> sent = new ArrayList<>();
    public boolean finished;
    /** Whether nothing is read until everything is sent. */
    public boolean draining;

    /** How long sent bytes may stay unacknowledged. */
    public Duration acknowledgementTimeout = Duration.ZERO;
    /** Whether the silence of the peer was reset. */
    public boolean silenceRestarted;

    private Receiver receiver;
    private int slot;
    private int lastReceivedSecond;
    private boolean open = true;
    private boolean readingPaused;
    private long backlogBytes;

    public RecordedConnection(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Returns what was sent since the last call. */
    public List<byte[]> takeSent() {
        List<byte[]> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    public void backlog(long bytes) {
        backlogBytes = bytes;
    }

    public void heardAt(int second) {
        lastReceivedSecond = second;
    }

    @Override
    public void deliver(Batch batch, int from) {
        for (int i = from; i < batch.count(); i++) {
            send(batch, i);
        }
    }

    @Override
    public void send(Batch batch, int index) {
        if (cursor.isEmpty() || !batch.isRemembered(index)) {
            send(batch.frame(index));
        }
    }

    /** The number of publications that the system accepts at once from {@link #offer}. */
    public int room = Integer.MAX_VALUE;

    private Optional<Cursor> cursor = Optional.empty();

    @Override
    public void catchUp(Cursor from) {
        cursor = Optional.of(from);
        if (isWritable()) {
            from.onWritable();
        }
    }

    @Override
    public Optional<Cursor> cursor() {
        return cursor;
    }

    @Override
    public int offer(Batch batch) {
        int taken = Math.min(room, batch.count());
        for (int i = 0; i < taken; i++) {
            send(batch.frame(i));
        }
        room -= room == Integer.MAX_VALUE ? 0 : taken;
        return taken;
    }

    @Override
    public boolean isWritable() {
        return open && room > 0;
    }

    @Override
    public void goLive() {
        cursor = Optional.empty();
    }

    @Override
    public void send(byte[] bytes) {
        if (open) {
            sent.add(bytes);
        }
    }

    @Override
    public void sendUrgent(byte[] bytes) {
        send(bytes);
    }

    @Override
    public void awaitDrain() {
        draining = backlogBytes > 0;
    }

    @Override
    public void finish() {
        finished = true;
    }

    @Override
    public void close(Ending ending) {
        if (open) {
            open = false;
            receiver.onClosed(this, ending);
        }
    }

    @Override
    public void pauseReading() {
        readingPaused = true;
    }

    @Override
    public void resumeReading() {
        readingPaused = false;
    }

    public boolean isReadingPaused() {
        return readingPaused;
    }

    @Override
    public InetSocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("recorded", 0);
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("peer", 0);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public long backlogBytes() {
        return backlogBytes;
    }

    @Override
    public boolean isStalled() {
        return false;
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public void receiver(Receiver next) {
        receiver = next;
    }

    @Override
    public void run(Runnable handler) {
        handler.run();
    }

    @Override
    public int lastReceivedSecond() {
        return lastReceivedSecond;
    }

    @Override
    public void acknowledgementTimeout(Duration timeout) {
        acknowledgementTimeout = timeout;
    }

    @Override
    public void restartSilence() {
        silenceRestarted = true;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public void slot(int slot) {
        this.slot = slot;
    }
}
