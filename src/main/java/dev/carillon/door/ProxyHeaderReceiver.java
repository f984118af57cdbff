package dev.carillon.door;

import dev.carillon.door.ProxyHeader.Complete;
import dev.carillon.door.ProxyHeader.Incomplete;
import dev.carillon.door.ProxyHeader.Invalid;
import dev.carillon.http.Source;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Comes before the {@link HandshakeReceiver} of a fast lane when the PROXY protocol is on. Until its request, a
 * connection from a trusted proxy has an object of its own, which stores the incomplete header and later the address
 * from it. Other connections go on at once.
 */
final class ProxyHeaderReceiver implements Receiver {
    private static final byte[] NOTHING = {};

    private final ProxyProtocol proxyProtocol;
    private final HandshakeReceiver handshakes;

    ProxyHeaderReceiver(ProxyProtocol proxyProtocol, HandshakeReceiver handshakes) {
        this.proxyProtocol = proxyProtocol;
        this.handshakes = handshakes;
    }

    @Override
    public void onOpen(Connection connection) {
        handshakes.onOpen(connection);
        InetSocketAddress peer = connection.remoteAddress();
        if (peer == null) {
            // The address of the peer is not available any more.
            connection.close(Ending.PEER_LOST);
        } else {
            connection.receiver(
                    proxyProtocol.expectsHeader(peer) ? new Header(peer, connection.lastReceivedSecond()) : handshakes);
        }
    }

    /** No bytes come before the connection is open. */
    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        throw new IllegalStateException("a connection that is not open");
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

    @Override
    public void onClosed(Connection connection, Ending ending) {
        handshakes.onClosed(connection, ending);
    }

    /** A connection from a trusted proxy that has not sent its header, or its request after it, completely. */
    private abstract class Pending implements Receiver {
        final int sinceSecond;

        Pending(int sinceSecond) {
            this.sinceSecond = sinceSecond;
        }

        /** Measured from the beginning of the connection, so that a client cannot extend it by sending single bytes. */
        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
            handshakes.onVisit(connection, nowSeconds, nowSeconds - sinceSecond);
        }

        @Override
        public void onShutDown(Connection connection, Duration reconnectAfter) {
            handshakes.onShutDown(connection, reconnectAfter);
        }

        @Override
        public void onClosed(Connection connection, Ending ending) {
            handshakes.onClosed(connection, ending);
        }
    }

    private final class Header extends Pending {
        private final InetSocketAddress proxy;
        private byte[] read = NOTHING;

        Header(InetSocketAddress proxy, int sinceSecond) {
            super(sinceSecond);
            this.proxy = proxy;
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            ByteBuffer all = read.length == 0 ? bytes : behindRead(bytes);
            switch (ProxyHeader.read(all)) {
                case Incomplete incomplete -> {
                    read = new byte[all.remaining()];
                    all.get(read);
                }
                case Invalid invalid -> {
                    proxyProtocol.refused(proxy, invalid);
                    connection.close(Ending.CLOSED_HERE);
                }
                case Complete complete -> {
                    all.position(all.position() + complete.length());
                    Request next = new Request(ProxyProtocol.source(proxy, complete), sinceSecond);
                    connection.receiver(next);
                    if (all.hasRemaining()) {
                        next.onBytes(connection, all);
                    }
                }
            }
        }

        private ByteBuffer behindRead(ByteBuffer bytes) {
            return ByteBuffer.allocate(read.length + bytes.remaining())
                    .put(read)
                    .put(bytes)
                    .flip();
        }
    }

    private final class Request extends Pending {
        private final Source source;

        Request(Source source, int sinceSecond) {
            super(sinceSecond);
            this.source = source;
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            handshakes.onBytes(connection, bytes, source);
        }
    }
}
