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
 * The sockets of one lane, as an epoll instance of their own inside the event loop's: to Netty it is a single handle that
 * is readable when one of them has something to tell (epoll(7), nested instances).
 *
 * <p>Registered with Netty one by one, each socket would cost 40 bytes of registration and 16 to 32 of hash map, and
 * each accept a walk over the map: a connection leaves the loop's table at the lower end of a long run of descriptors,
 * and closing that gap looks at all of them. Here a socket is a reference in an array.
 */
final class EpollSet implements EpollIoHandle {
    static final int READABLE = Native.EPOLLIN;
    static final int WRITABLE = Native.EPOLLOUT;

    /** As many sockets are served before other tasks of the loop; those that are left are reported again at once. */
    private static final int EVENTS = 512;

    private static final long EVENT_BYTES = Native.sizeofEpollEvent();
    private static final long DATA_OFFSET = Native.offsetofEpollData();

    private final FileDescriptor epoll = Native.newEpollCreate();
    private final MemorySegment events = Arena.ofAuto().allocate(EVENTS * EVENT_BYTES);
    private @Nullable FastConnection[] byDescriptor = new FastConnection[256];

    /** To be called on {@code loop}. */
    static EpollSet on(IoEventLoop loop) {
        EpollSet set = new EpollSet();
        register(set, loop);
        return set;
    }

    /** Has {@code loop} tell {@code handle} whenever it is readable. To be called on that loop. */
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

    /** For a socket that lives on elsewhere; closing its last descriptor does this by itself. */
    void remove(FastConnection connection) throws IOException {
        Native.epollCtlDel(epoll.intValue(), connection.intValue());
    }

    /** Must come before the descriptor is closed, which takes it out of epoll: the number may be given out again at once. */
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
            // Gone when one before it in this very list closed it.
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
