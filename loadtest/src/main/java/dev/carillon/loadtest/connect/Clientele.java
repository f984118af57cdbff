package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.lane.Receiver;

/** Whom a {@link Connector} opens connections for: clients with numbers, who know what they ask for. */
public interface Clientele {

    /** How the client asks for its WebSocket; shared by all that ask alike. */
    ClientHandshake handshake(int client);

    /** The number of the client's topic, which says which of several servers it goes to. */
    int topic(int client);

    /** The WebSocket is open and in the roster: what comes now goes to what is returned. */
    Receiver welcome(int client);
}
