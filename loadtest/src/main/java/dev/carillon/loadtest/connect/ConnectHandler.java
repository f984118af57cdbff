package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Receiver;

/** The clients for which a {@link Connector} opens connections; a client is a number. */
public interface ConnectHandler {

    /** How the client asks for its WebSocket or event stream; shared by all that ask alike. */
    ClientRequest request(int client);

    /** The number of the client's topic, which says which of several servers it goes to. */
    int topic(int client);

    /** Says which node of a cluster the client goes to. */
    int turn(int client);

    /** The connection is open by this answer, and in the table of connections: what comes now goes to the receiver that is returned. */
    Receiver onConnected(int client, ResponseHead answer);
}
