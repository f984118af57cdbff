package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;

/** The clients for which a {@link Connector} opens connections. A client is a number. Called on the loop. */
public interface ConnectHandler {

    /** The request that opens the WebSocket or event stream of the client. Equal requests are shared. */
    ClientRequest request(int client);

    /** The server to which the client connects. */
    InetSocketAddress address(int client);

    /**
     * Called when this answer has opened the client's connection, which is then in the connection table. Returns the
     * receiver of the connection's further events.
     */
    Receiver onConnected(int client, ResponseHead answer);
}
