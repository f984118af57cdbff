package dev.carillon.lane;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** A listening socket with the address family of its address. */
final class ListeningSocket extends Socket {

    private ListeningSocket(int descriptor) {
        super(descriptor);
    }

    /** Binds to {@code address} and listens. Accepted sockets inherit TCP_NODELAY (tcp(7)). */
    static ListeningSocket at(InetSocketAddress address, int backlog) throws IOException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        ListeningSocket socket = unbound(address.getAddress() instanceof Inet6Address);
        try {
            socket.setReuseAddress(true);
            socket.setTcpNoDelay(true);
            socket.bind(address);
            socket.listen(backlog);
            return socket;
        } catch (IOException cause) {
            socket.close();
            throw cause;
        }
    }

    private static ListeningSocket unbound(boolean ipv6) throws IOException {
        try {
            return new ListeningSocket(newSocketStream0(ipv6));
        } catch (ChannelException e) {
            throw new IOException("no socket available: " + e.getMessage(), e);
        }
    }
}
