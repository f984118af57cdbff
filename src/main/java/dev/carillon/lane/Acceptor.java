package dev.carillon.lane;

import dev.carillon.logging.LogField;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of the fast lanes. One loop accepts, and the lanes of all loops receive the connections in turn.
 * A connection takes no more memory than an idle one from the start.
 *
 * <p>Any thread may call the methods of this class.
 */
public final class Acceptor implements EpollIoHandle {
    private static final Logger LOG = System.getLogger(Acceptor.class.getName());

    /** Connections that are accepted before other tasks of the loop run. */
    private static final int ACCEPTS_A_TURN = 128;

    /** The pause when the system has no descriptor or memory left; new connections wait in the backlog. */
    private static final long PAUSE_MILLIS = 100;

    private final ListeningSocket socket;
    private final List<Recipient> recipients = new ArrayList<>();
    private final byte[] peer = new byte[25];
    private @Nullable IoRegistration registration;
    private int next;
    private boolean pausing;

    /** A lane, and the first receiver of its accepted connections. */
    private record Recipient(FastLane lane, Receiver first) {}

    private Acceptor(ListeningSocket socket) {
        this.socket = socket;
    }

    /**
     * Listens; connections are accepted after {@link #start}.
     *
     * @param backlog connections that the kernel queues for us; the system may have a lower limit
     * @throws IOException when the address is not available
     */
    public static Acceptor listen(InetSocketAddress address, int backlog) throws IOException {
        return new Acceptor(ListeningSocket.at(address, backlog));
    }

    /** The port of the listening socket. */
    public int port() {
        return socket.localAddress().getPort();
    }

    /**
     * Adds {@code lane}; its share of the connections begins with {@code first}. Must be called before {@link #start}.
     */
    public synchronized void addRecipient(FastLane lane, Receiver first) {
        recipients.add(new Recipient(lane, first));
    }

    /** Begins to accept. */
    public synchronized void start() {
        EventLoop loop = loop();
        loop.execute(() -> registration = EpollSet.register(this, (IoEventLoop) loop));
    }

    /** Accepts no more; the kernel refuses the connections in the backlog. */
    public synchronized void stop() {
        if (recipients.isEmpty()) {
            close();
        } else {
            loop().execute(this::close);
        }
    }

    private EventLoop loop() {
        return recipients.getFirst().lane().loop;
    }

    @Override
    public void handle(IoRegistration ours, IoEvent event) {
        try {
            int descriptor = socket.accept(peer);
            for (int i = 1; descriptor >= 0; i++) {
                deal(descriptor);
                if (i == ACCEPTS_A_TURN) {
                    return;
                }
                descriptor = socket.accept(peer);
            }
            pausing = false;
        } catch (IOException notAccepted) {
            pause(ours, notAccepted);
        }
    }

    private void deal(int descriptor) {
        Recipient recipient = recipients.get(next);
        next = (next + 1) % recipients.size();
        recipient.lane().receive(descriptor, recipient.first());
    }

    /** Pauses after a failure. The waiting connection would be reported again at once, without end. */
    private void pause(IoRegistration ours, IOException cause) {
        // epoll reports errors in any case. Without any interest Netty would remove the socket from epoll permanently.
        ours.submit(EpollIoOps.EPOLLERR);
        var _ = loop().schedule(() -> resume(ours), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        if (!pausing) {
            pausing = true;
            LOG.log(Level.WARNING, "no connection can be accepted for now", LogField.of("reason", cause.getMessage()));
        }
    }

    private static void resume(IoRegistration ours) {
        if (ours.isValid()) {
            ours.submit(EpollIoOps.EPOLLIN);
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    /** Called by {@link #stop}, or by the event loop when it ends. */
    @Override
    public void close() {
        if (registration != null) {
            registration.cancel();
        }
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // The kernel frees the descriptor in any case (close(2)).
            assert !socket.isOpen();
        }
    }
}
