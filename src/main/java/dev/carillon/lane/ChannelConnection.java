package dev.carillon.lane;

import dev.carillon.hub.Batch;
import dev.carillon.outbox.Cursor;
import dev.carillon.outbox.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A connection of the channel lane: the only handler of its pipeline, except TLS. */
final class ChannelConnection extends ChannelInboundHandlerAdapter implements WithOutbox {
    /**
     * The most that Netty receives at once. No limit here counts what Netty holds, and with TLS it is a copy for each
     * peer. So the rest of a long frame waits in the limited outbox.
     */
    private static final int SLICE_BYTES = 64 << 10;

    private final Channel channel;
    private final ChannelLane lane;
    private Receiver receiver;
    /** Null unless bytes wait for the peer, or the output is closing or closed. */
    private @Nullable Outbox outbox;

    private int slot;
    private int lastReceivedSecond;
    private boolean open = true;
    private boolean connecting;
    private boolean readingPaused;

    ChannelConnection(Channel channel, ChannelLane lane, Receiver receiver) {
        this.channel = channel;
        this.lane = lane;
        this.receiver = receiver;
        this.lastReceivedSecond = lane.nowSeconds();
    }

    // ---- events

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            // Other objects come from the decoders that were removed.
            if (open && message instanceof ByteBuf bytes) {
                lastReceivedSecond = lane.nowSeconds();
                lane.bytesIn += bytes.readableBytes();
                receiver.onBytes(this, bytes.nioBuffer());
            }
        } catch (RuntimeException | AssertionError failure) {
            lane.fault(this, failure);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (outbox != null && channel.isWritable()) {
            writeOutbox(outbox);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closeUnlessConnecting(Ending.PEER_CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closeUnlessConnecting(cause instanceof IOException ? Ending.PEER_LOST : Ending.FAULT);
    }

    /** Failures during connect and the TLS handshake are reported by {@link #connected}. */
    private void closeUnlessConnecting(Ending ending) {
        if (!connecting) {
            close(ending);
        }
    }

    @Override
    public void pauseReading() {
        readingPaused = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        readingPaused = false;
        channel.config().setAutoRead(outbox == null || !outbox.isDraining());
    }

    @Override
    public void acknowledgementTimeout(Duration timeout) {
        if (!open) {
            return;
        }
        StreamData stream = channel.pipeline().get(StreamData.class);
        if (stream != null) {
            stream.timeout(timeout);
        }
        // Only Netty's epoll transport has the option.
        if (socket() instanceof EpollSocketChannel epoll) {
            epoll.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, Math.toIntExact(timeout.toMillis()));
        }
    }

    // ---- sending: what Netty does not take at once waits in the limited outbox, as shared references

    @Override
    public void deliver(Batch batch, int from) {
        deliver(batch, from, batch.count());
    }

    @Override
    public void send(Batch batch, int index) {
        deliver(batch, index, index + 1);
    }

    private void deliver(Batch batch, int from, int to) {
        if (mustWait()) {
            keep(getOrCreateOutbox(), batch, from, to, 0);
        } else if (open && outbox != null && to - from > 1) {
            for (int i = from; i < to; i++) {
                deliver(batch, i, i + 1);
            }
        } else if (outbox != null && outbox.isCatchingUp() && batch.isRemembered(from)) {
            return;
        } else if (open && batch.offset(to) - batch.offset(from) > SLICE_BYTES) {
            keep(getOrCreateOutbox(), batch, from, to, 0);
            writeInSlices();
        } else if (open) {
            for (int i = from; i < to; i++) {
                byte[] frame = batch.frame(i);
                write(frame, 0, frame.length);
            }
            channel.flush();
        }
    }

    @Override
    public void catchUp(Cursor cursor) {
        if (!open) {
            return;
        }
        getOrCreateOutbox().catchUp(cursor);
        if (isWritable()) {
            getOrCreateOutbox().notifyCursor();
        }
    }

    @Override
    public int offer(Batch batch) {
        int taken = 0;
        while (taken < batch.count() && isWritable()) {
            byte[] frame = batch.frame(taken++);
            if (frame.length > SLICE_BYTES) {
                closeUnless(getOrCreateOutbox().addFirst(frame, 0));
                writeInSlices();
            } else {
                write(frame, 0, frame.length);
            }
        }
        channel.flush();
        return taken;
    }

    @Override
    public boolean isWritable() {
        return open && channel.isWritable() && (outbox == null || outbox.isEmpty());
    }

    @Override
    public void send(byte[] bytes) {
        if (mustWait()) {
            closeUnless(getOrCreateOutbox().add(bytes));
        } else if (open && bytes.length > SLICE_BYTES) {
            closeUnless(getOrCreateOutbox().addFirst(bytes, 0));
            writeInSlices();
        } else if (open) {
            write(bytes, 0, bytes.length);
            channel.flush();
        }
    }

    private void writeInSlices() {
        if (open && outbox != null) {
            writeOutbox(outbox);
        }
    }

    @Override
    public void sendUrgent(byte[] bytes) {
        if (mustWait()) {
            closeUnless(getOrCreateOutbox().addUrgent(bytes));
        } else if (open) {
            write(bytes, 0, bytes.length);
            channel.flush();
        }
    }

    private boolean mustWait() {
        return open && ((outbox != null && outbox.mustQueue()) || !channel.isWritable());
    }

    @Override
    public void awaitDrain() {
        if (!open || channel.isWritable() || (outbox != null && outbox.isDraining())) {
            return;
        }
        getOrCreateOutbox().drainFirst();
        channel.config().setAutoRead(false);
    }

    private void write(byte[] bytes, int from, int length) {
        lane.bytesOut += length;
        // With the void promise a failure is reported to exceptionCaught only.
        var _ = channel.write(Unpooled.wrappedBuffer(bytes, from, length), channel.voidPromise());
    }

    private void writeOutbox(Outbox box) {
        reportMissed(box);
        while (!box.isEmpty() && channel.isWritable()) {
            byte[] frame = box.first();
            int from = box.sentOfFirst();
            int length = Math.min(frame.length - from, SLICE_BYTES);
            box.sent(length);
            write(frame, from, length);
        }
        channel.flush();
        if (!open || outbox != box) {
            // The flush made space, and the cursor has written the rest meanwhile.
            return;
        }
        if (box.isDraining()) {
            lastReceivedSecond = lane.nowSeconds();
        }
        if (box.isEmpty()) {
            if (box.isDraining()) {
                channel.config().setAutoRead(!readingPaused);
            }
            emptied(box);
        }
    }

    // ---- ending

    /**
     * Ends after Netty has written what it holds. With TLS both sides end, because a half-open TLS connection is of
     * little use.
     */
    @Override
    public void shutDownOutput() {
        boolean plain = isPlain();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (plain && channel instanceof DuplexChannel duplex) {
                var _ = duplex.shutdownOutput();
            } else {
                var _ = channel.close();
            }
        });
    }

    private boolean isPlain() {
        return channel.pipeline().get(SslHandler.class) == null;
    }

    /** Sends TLS's close_notify (RFC 8446, 6.1) if possible; without it the connection would look truncated. */
    private void closeChannel(Ending ending) {
        if (ending == Ending.CLOSED_HERE && !isPlain()) {
            var _ = channel.close();
        } else if (channel instanceof Http2StreamChannel) {
            StreamData.end(channel);
        } else {
            channel.unsafe().close(channel.voidPromise());
        }
    }

    @Override
    public void close(Ending ending) {
        if (!open) {
            return;
        }
        open = false;
        if (outbox != null) {
            outbox.close();
        }
        closeChannel(ending);
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

    // ---- connecting

    void connecting() {
        connecting = true;
    }

    /** The attempt has ended; {@code cause} is null if it succeeded. */
    void connected(@Nullable Throwable cause) {
        if (!open) {
            return;
        }
        if (cause != null) {
            open = false;
            channel.unsafe().close(channel.voidPromise());
            receiver.onConnectFailed(
                    cause instanceof SSLException notSecured ? notSecured : SocketFailure.ofOpening(cause));
            return;
        }
        connecting = false;
        lastReceivedSecond = lane.nowSeconds();
        lane.opened(this);
        lane.begin(this, Lane.NOTHING);
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
    public boolean isOpen() {
        return open;
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public long backlogBytes() {
        return unsentBytes(channel) + (outbox == null ? 0 : outbox.bytes());
    }

    /** The bytes that Netty holds for the peer. */
    static long unsentBytes(Channel channel) {
        if (channel instanceof Http2StreamChannel) {
            // A stream has no buffer of its own, and reports only its distance from the watermarks.
            ChannelConfig marks = channel.config();
            return channel.isWritable()
                    ? marks.getWriteBufferHighWaterMark() + 1 - channel.bytesBeforeUnwritable()
                    : Math.max(1, marks.getWriteBufferLowWaterMark() - 1 + channel.bytesBeforeWritable());
        }
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        return written == null ? 0 : written.totalPendingWriteBytes();
    }

    /** The channel of the socket: the streams of an HTTP/2 connection share one. */
    private Channel socket() {
        return channel instanceof Http2StreamChannel ? channel.parent() : channel;
    }

    @Override
    public boolean isStalled() {
        if (!isOpen()) {
            return false;
        }
        StreamData stream = channel.pipeline().get(StreamData.class);
        if (stream != null && stream.isStalled(channel, lane.nowSeconds())) {
            return true;
        }
        if (outbox == null || !outbox.isBeyondBound()) {
            return false;
        }
        outbox.kernelHolds(unacknowledgedBytes());
        return outbox.isStalled();
    }

    /** Only Netty's epoll transport has a descriptor for this call. */
    int unacknowledgedBytes() {
        return socket() instanceof EpollSocketChannel epoll
                ? NativeCalls.unacknowledgedBytes(epoll.fd().intValue())
                : -1;
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
