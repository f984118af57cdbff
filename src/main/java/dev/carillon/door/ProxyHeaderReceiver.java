package dev.carillon.door;

import dev.carillon.door.ProxyHeader.Incomplete;
import dev.carillon.door.ProxyHeader.Invalid;
import dev.carillon.door.ProxyHeader.Whole;
import dev.carillon.http.Source;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Stands in front of the {@link HandshakeReceiver} of a fast lane where the PROXY protocol is on. A connection from a trusted
 * proxy has an object of its own up to its request, which keeps what has come of the header and then what it said; all others
 * go on at once.
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
            // Whether it was a proxy cannot be known any more.
            connection.close(Ending.PEER_LOST);
        } else {
            connection.receiver(
                    proxyProtocol.begins(peer) ? new Header(peer, connection.lastHeardSecond()) : handshakes);
        }
    }

    /** Nothing comes before the connection is open. */
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

    /** A connection from a trusted proxy whose header, or whose request behind it, is still to come. */
    private abstract class Pending implements Receiver {
        final int sinceSecond;

        Pending(int sinceSecond) {
            this.sinceSecond = sinceSecond;
        }

        /** The time counts from the beginning: a few bytes now and then do not prolong it. */
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
                case Whole whole -> {
                    all.position(all.position() + whole.length());
                    Request next = new Request(ProxyProtocol.source(proxy, whole), sinceSecond);
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
