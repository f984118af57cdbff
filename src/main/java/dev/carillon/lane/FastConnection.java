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
 * A connection of the fast lane, which is its own socket: one object of 40 bytes.
 *
 * <p>{@link Socket} is public in Netty but meant for its own transports; only this class and {@link ListeningSocket} rely
 * on it. What we rely on: {@code sendAddress} and {@code recvAddress} are plain send(2) and recv(2), the first returns 0 where the
 * kernel takes nothing, the second 0 where nothing is there and -1 at the end of the stream; both throw on any error.
 * Epoll is level-triggered, since it is not asked to be otherwise.
 */
final class FastConnection extends Socket implements WithOutbox {
    /** Writes before others get their turn; epoll calls again at once if the peer can take more. */
    private static final int WRITES_A_TURN = 16;

    private final FastLane lane;
    private Receiver receiver;
    /** Null unless something waits for the peer, or our side is ending or has ended. */
    private @Nullable Outbox outbox;

    private int slot;
    private int lastReceivedSecond;
    private boolean connecting;
    /** Stands, as the flag above, in a gap that the superclass leaves: the object is no larger for it. */
    private boolean readingPaused;

    FastConnection(int descriptor, FastLane lane, Receiver receiver) {
        super(descriptor);
        this.lane = lane;
        this.receiver = receiver;
        this.lastReceivedSecond = lane.nowSeconds();
    }

    /** A connection that has a descriptor of the family of {@code remote}, and no peer yet. */
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
        // Writable as soon as it is connected, also when connect() was done at once.
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

    // ---- what the loop tells

    /** Something happened to the socket: {@code events} are epoll's. */
    void ready(int events) {
        // Whatever escapes from here makes Netty sleep for a second and go on with all the others late.
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
     * What epoll is to tell; without any interest it still tells of errors (epoll_ctl(2)).
     *
     * @param waits whether something waits for the peer
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

    // ---- sending: nothing goes to a closed descriptor, whose number may be another connection's by now

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
        if (box.makesWait()) {
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
        if (outbox != null && outbox.makesWait()) {
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
        Outbox box = anOutbox();
        box.catchUp(cursor);
        if (!box.makesWait()) {
            box.tellOfRoom();
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
            giveUpUnless(openOutbox().addFirst(batch.frame(begun), sent - batch.offset(begun)));
            return begun + 1;
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
            return 0;
        }
    }

    @Override
    public boolean hasRoom() {
        return isOpen() && (outbox == null || outbox.isEmpty());
    }

    @Override
    public void send(byte[] bytes) {
        if (outbox != null && outbox.makesWait()) {
            giveUpUnless(outbox.add(bytes));
            return;
        }
        if (!isOpen()) {
            return;
        }
        try {
            int sent = write(bytes);
            if (sent < bytes.length) {
                giveUpUnless(openOutbox().addFirst(bytes, sent));
            }
        } catch (IOException lost) {
            close(Ending.PEER_LOST);
        }
    }

    @Override
    public void sendUrgent(byte[] bytes) {
        if (outbox != null && outbox.makesWait()) {
            giveUpUnless(outbox.addUrgent(bytes));
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
        Outbox opened = anOutbox();
        lane.epoll.change(this, interest(true));
        return opened;
    }

    private void writeOutbox(Outbox box) throws IOException {
        tellMissed(box);
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

    /** A peer that has reset the connection is, for shutdown(2), one that was never connected. */
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

    /** Ends here, while the socket lives on in a duplicate of the descriptor: epoll would go on to report that. */
    void leave() throws IOException {
        lane.epoll.remove(this);
        discard();
        lane.ended(this);
    }

    /** Gives the descriptor back without a word to the receiver. */
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
