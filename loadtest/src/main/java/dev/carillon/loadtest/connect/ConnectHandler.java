package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;

/** The clients for which a {@link Connector} opens connections; a client is a number. */
public interface ConnectHandler {

    /** The request for the WebSocket or event stream of the client; equal ones are shared. */
    ClientRequest request(int client);

    /** The server to which the client connects. */
    InetSocketAddress address(int client);

    /**
     * The connection is open by this answer, and in the table of connections. Returns the receiver of all that follows.
     */
    Receiver onConnected(int client, ResponseHead answer);
}
