package dev.carillon.lane;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one lane, in an epoll instance of their own inside the event loop's. For Netty it is a single handle,
 * which is readable when one of the sockets has an event (epoll(7), nested instances).
 *
 * <p>If each socket were registered with Netty, it would cost 40 bytes of registration and 16 to 32 of hash map. Each
 * accept would also walk over the map: a connection leaves the loop's table at the lower end of a long run of
 * descriptors, and closing that gap visits all of them. Here a socket is a reference in an array.
 */
final class EpollSet implements EpollIoHandle {
    static final int READABLE = Native.EPOLLIN;
    static final int WRITABLE = Native.EPOLLOUT;

    /** The most sockets served before other tasks of the loop; the others are reported again at once. */
    private static final int EVENTS = 512;

    private static final long EVENT_BYTES = Native.sizeofEpollEvent();
    private static final long DATA_OFFSET = Native.offsetofEpollData();

    private final FileDescriptor epoll = Native.newEpollCreate();
    private final MemorySegment events = Arena.ofAuto().allocate(EVENTS * EVENT_BYTES);
    private @Nullable FastConnection[] byDescriptor = new FastConnection[256];

    /** Must be called on {@code loop}. */
    static EpollSet on(IoEventLoop loop) {
        EpollSet set = new EpollSet();
        register(set, loop);
        return set;
    }

    /** {@code loop} calls {@code handle} whenever it is readable. Must be called on that loop. */
    static IoRegistration register(EpollIoHandle handle, IoEventLoop loop) {
        var registering = loop.register(handle);
        if (!registering.isSuccess()) {
            throw new IllegalStateException("registration with the event loop failed", registering.cause());
        }
        registering.getNow().submit(EpollIoOps.EPOLLIN);
        return registering.getNow();
    }

    void add(FastConnection connection, int interest) throws IOException {
        int descriptor = connection.intValue();
        Native.epollCtlAdd(epoll.intValue(), descriptor, interest);
        if (descriptor >= byDescriptor.length) {
            byDescriptor = Arrays.copyOf(byDescriptor, descriptor + (descriptor >> 2));
        }
        byDescriptor[descriptor] = connection;
    }

    void change(FastConnection connection, int interest) throws IOException {
        Native.epollCtlMod(epoll.intValue(), connection.intValue(), interest);
    }

    /** For a socket that stays open elsewhere; closing the last descriptor does the same. */
    void remove(FastConnection connection) throws IOException {
        Native.epollCtlDel(epoll.intValue(), connection.intValue());
    }

    /**
     * Must be called before the descriptor is closed, which removes it from epoll: its number may be reused at once.
     */
    void forget(FastConnection connection) {
        int descriptor = connection.intValue();
        if (descriptor < byDescriptor.length && isAt(descriptor, connection)) {
            byDescriptor[descriptor] = null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // two connections with the same descriptor are equal to Netty
    private boolean isAt(int descriptor, FastConnection connection) {
        return byDescriptor[descriptor] == connection;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int count = NativeCalls.pollEvents(epoll.intValue(), events, EVENTS);
        for (int i = 0; i < count; i++) {
            long at = i * EVENT_BYTES;
            int descriptor = events.get(ValueLayout.JAVA_INT_UNALIGNED, at + DATA_OFFSET);
            FastConnection connection = byDescriptor[descriptor];
            // Null if an earlier connection of this list has closed it.
            if (connection != null) {
                connection.ready(events.get(ValueLayout.JAVA_INT_UNALIGNED, at));
            }
        }
    }

    @Override
    public FileDescriptor fd() {
        return epoll;
    }

    /** Called by the event loop when it ends. */
    @Override
    public void close() throws IOException {
        for (FastConnection connection : byDescriptor) {
            if (connection != null) {
                connection.close(Ending.LOOP_ENDED);
            }
        }
        epoll.close();
    }
}
