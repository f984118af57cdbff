package dev.carillon.lane;

import dev.carillon.hub.Batch;
import dev.carillon.outbox.Cursor;
import dev.carillon.outbox.Outbox;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the fast lane. It is its own socket: one object of 40 bytes.
 *
 * <p>{@link Socket} is public in Netty but meant for Netty's transports; only this class and {@link ListeningSocket}
 * use it. They rely on this: {@code sendAddress} and {@code recvAddress} are plain send(2) and recv(2). The first
 * returns 0 if the kernel takes nothing, the second 0 if there is nothing and -1 at the end of the stream. Both throw
 * on any error. Epoll is level-triggered, which is its default.
 */
final class FastConnection extends Socket implements WithOutbox {
    /**
     * Writes before other sockets have their turn; epoll reports the socket again at once if the peer can take more.
     */
    private static final int WRITES_A_TURN = 16;

    private final FastLane lane;
    private Receiver receiver;
    /** Null unless bytes wait for the peer, or the output is closing or closed. */
    private @Nullable Outbox outbox;

    private int slot;
    private int lastReceivedSecond;
    private boolean connecting;
    /** Like the flag above, it is in a gap of the superclass's layout, so the object is not larger. */
    private boolean readingPaused;

    FastConnection(int descriptor, FastLane lane, Receiver receiver) {
        super(descriptor);
        this.lane = lane;
        this.receiver = receiver;
        this.lastReceivedSecond = lane.nowSeconds();
    }

    /** A connection with a descriptor of the address family of {@code remote}, not connected yet. */
    static FastConnection unconnected(InetSocketAddress remote, FastLane lane, Receiver receiver) throws IOException {
        try {
            boolean ipv6 = remote.getAddress() instanceof Inet6Address;
            return new FastConnection(newSocketStream0(ipv6), lane, receiver);
        } catch (ChannelException e) {
            throw SocketFailure.of(SocketFailure.Call.SOCKET, e);
        }
    }

    void listen() throws IOException {
        try {
            lane.epoll.add(this, EpollSet.READABLE);
        } catch (IOException notAdded) {
            discard();
            throw notAdded;
        }
    }

    void beginConnect(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        connecting = true;
        setReuseAddress(true);
        setTcpNoDelay(true);
        bindTo(local);
        connectTo(remote);
        // It is writable when connected, also if connect() succeeded at once.
        lane.epoll.add(this, EpollSet.WRITABLE);
    }

    private void bindTo(InetSocketAddress local) throws SocketFailure {
        try {
            bind(local);
        } catch (IOException cause) {
            throw SocketFailure.of(SocketFailure.Call.BIND, cause);
        }
    }

    private void connectTo(InetSocketAddress remote) throws SocketFailure {
        try {
            connect(remote);
        } catch (IOException cause) {
            throw SocketFailure.of(SocketFailure.Call.CONNECT, cause);
        }
    }

    // ---- events

    /** Handles epoll's {@code events} of the socket. */
    void ready(int events) {
        // An exception that leaves this method would make Netty sleep for a second before it serves the other sockets.
        try {
            if (connecting) {
                finishConnecting();
                return;
            }
            if (outbox != null && (events & EpollSet.WRITABLE) != 0) {
                writeOutbox(outbox);
            }
            if (isOpen() && events != EpollSet.WRITABLE) {
                read();
            }
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        } catch (RuntimeException | AssertionError failure) {
            lane.fault(this, failure);
        }
    }

    private void finishConnecting() throws IOException {
        int error = getSoError();
        if (error != 0) {
            connectFailed(new SocketFailure(SocketFailure.Call.CONNECT, error));
            return;
        }
        connecting = false;
        lastReceivedSecond = lane.nowSeconds();
        lane.opened(this);
        lane.epoll.change(this, EpollSet.READABLE);
        lane.begin(this, Lane.NOTHING);
    }

    private void connectFailed(IOException cause) {
        discard();
        receiver.onConnectFailed(cause);
    }

    private void read() throws IOException {
        int count = recvAddress(lane.inAddress, 0, lane.in.capacity());
        if (count < 0) {
            close(Ending.PEER_CLOSED);
        } else if (count > 0) {
            lastReceivedSecond = lane.nowSeconds();
            lane.bytesIn += count;
            receiver.onBytes(this, lane.in.clear().limit(count));
        }
    }

    @Override
    public void pauseReading() {
        pauseReading(true);
    }

    @Override
    public void resumeReading() {
        pauseReading(false);
    }

    private void pauseReading(boolean pause) {
        if (!isOpen() || readingPaused == pause) {
            return;
        }
        readingPaused = pause;
        try {
            lane.epoll.change(this, interest(outbox != null && !outbox.isEmpty()));
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    /**
     * The events that epoll reports; even with none it reports errors (epoll_ctl(2)).
     *
     * @param waits whether bytes wait for the peer
     */
    private int interest(boolean waits) {
        boolean drainsFirst = waits && outbox != null && outbox.isDraining();
        int reading = readingPaused || drainsFirst ? 0 : EpollSet.READABLE;
        return waits ? reading | EpollSet.WRITABLE : reading;
    }

    @Override
    public void acknowledgementTimeout(Duration timeout) {
        if (!isOpen()) {
            return;
        }
        try {
            setIntOpt(NativeCalls.IPPROTO_TCP, NativeCalls.TCP_USER_TIMEOUT, Math.toIntExact(timeout.toMillis()));
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    // ---- sending: never to a closed descriptor, because its number may belong to another connection

    @Override
    public void deliver(Batch batch, int from) {
        if (outbox != null) {
            deliverBesideOutbox(outbox, batch, from);
            return;
        }
        if (!isOpen()) {
            return;
        }
        int start = batch.offset(from);
        int end = batch.offset(batch.count());
        try {
            int sent = sendAddress(batch.address(), start, end);
            lane.bytesOut += sent;
            if (sent < end - start) {
                keep(openOutbox(), batch, from, batch.count(), sent);
            }
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    private void deliverBesideOutbox(Outbox box, Batch batch, int from) {
        if (box.mustQueue()) {
            keep(box, batch, from, batch.count(), 0);
        } else {
            for (int i = from; i < batch.count(); i++) {
                send(batch, i);
            }
        }
    }

    @Override
    public void send(Batch batch, int index) {
        if (outbox != null && outbox.isCatchingUp() && batch.isRemembered(index)) {
            return;
        }
        if (outbox != null && outbox.mustQueue()) {
            keep(outbox, batch, index, index + 1, 0);
            return;
        }
        if (!isOpen()) {
            return;
        }
        byte[] frame = batch.frame(index);
        try {
            int sent = write(frame);
            if (sent < frame.length) {
                keep(openOutbox(), batch, index, index + 1, sent);
            }
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    @Override
    public void catchUp(Cursor cursor) {
        if (!isOpen()) {
            return;
        }
        Outbox box = getOrCreateOutbox();
        box.catchUp(cursor);
        if (!box.mustQueue()) {
            box.notifyCursor();
        }
    }

    @Override
    public int offer(Batch batch) {
        int end = batch.offset(batch.count());
        try {
            int sent = sendAddress(batch.address(), 0, end);
            lane.bytesOut += sent;
            if (sent == end) {
                return batch.count();
            }
            int begun = batch.indexAt(sent);
            closeUnless(openOutbox().addFirst(batch.frame(begun), sent - batch.offset(begun)));
            return begun + 1;
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
            return 0;
        }
    }

    @Override
    public boolean isWritable() {
        return isOpen() && (outbox == null || outbox.isEmpty());
    }

    @Override
    public void send(byte[] bytes) {
        if (outbox != null && outbox.mustQueue()) {
            closeUnless(outbox.add(bytes));
            return;
        }
        if (!isOpen()) {
            return;
        }
        try {
            int sent = write(bytes);
            if (sent < bytes.length) {
                closeUnless(openOutbox().addFirst(bytes, sent));
            }
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    @Override
    public void sendUrgent(byte[] bytes) {
        if (outbox != null && outbox.mustQueue()) {
            closeUnless(outbox.addUrgent(bytes));
        } else {
            send(bytes);
        }
    }

    @Override
    public void awaitDrain() {
        if (!isOpen() || outbox == null || outbox.isEmpty() || outbox.isDraining()) {
            return;
        }
        outbox.drainFirst();
        try {
            lane.epoll.change(this, interest(true));
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    private int write(byte[] bytes) throws IOException {
        int sent = 0;
        while (sent < bytes.length) {
            int length = Math.min(bytes.length - sent, lane.out.capacity());
            lane.out.clear().put(bytes, sent, length);
            int taken = sendAddress(lane.outAddress, 0, length);
            lane.bytesOut += taken;
            sent += taken;
            if (taken < length) {
                break;
            }
        }
        return sent;
    }

    private Outbox openOutbox() throws IOException {
        Outbox opened = getOrCreateOutbox();
        lane.epoll.change(this, interest(true));
        return opened;
    }

    private void writeOutbox(Outbox box) throws IOException {
        reportMissed(box);
        for (int i = 0; i < WRITES_A_TURN && !box.isEmpty(); i++) {
            box.peek(lane.out.clear());
            int length = lane.out.position();
            int sent = sendAddress(lane.outAddress, 0, length);
            lane.bytesOut += sent;
            box.sent(sent);
            if (sent > 0 && box.isDraining()) {
                lastReceivedSecond = lane.nowSeconds();
            }
            if (sent < length) {
                return;
            }
        }
        if (isOpen() && box.isEmpty()) {
            lane.epoll.change(this, interest(false));
            emptied(box);
        }
    }

    // ---- ending

    /** After a reset by the peer, shutdown(2) fails as for a socket that was never connected. */
    @Override
    public void shutDownOutput() {
        try {
            shutdown(false, true);
        } catch (IOException | NotYetConnectedException lost) {
            close(Ending.PEER_LOST);
        }
    }

    @Override
    public void close(Ending ending) {
        if (!isOpen()) {
            return;
        }
        discard();
        if (connecting) {
            return;
        }
        lane.ended(this);
        try {
            receiver.onClosed(this, ending);
        } catch (RuntimeException failure) {
            lane.fault(this, failure);
        }
    }

    /**
     * Ends the connection here, while the socket stays open in a duplicate of the descriptor. Otherwise epoll would
     * still report it.
     */
    void leave() throws IOException {
        lane.epoll.remove(this);
        discard();
        lane.ended(this);
    }

    /** Closes the descriptor without a call to the receiver. */
    void discard() {
        lane.epoll.forget(this);
        if (outbox != null) {
            outbox.close();
        }
        try {
            close();
        } catch (IOException alreadyGone) {
            // The kernel frees the descriptor in any case (close(2)).
            assert !isOpen();
        }
    }

    // ---- state

    @Override
    public @Nullable Outbox outbox() {
        return outbox;
    }

    @Override
    public void outbox(@Nullable Outbox next) {
        outbox = next;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public long backlogBytes() {
        return outbox == null ? 0 : outbox.bytes();
    }

    @Override
    public boolean isStalled() {
        if (!isOpen() || outbox == null || !outbox.isBeyondBound()) {
            return false;
        }
        outbox.kernelHolds(NativeCalls.unacknowledgedBytes(intValue()));
        return outbox.isStalled();
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
        lane.run(this, handler);
    }

    @Override
    public int lastReceivedSecond() {
        return lastReceivedSecond;
    }

    @Override
    public void restartSilence() {
        lastReceivedSecond = lane.nowSeconds();
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
