package dev.carillon.door;

import dev.carillon.auth.Grant;
import dev.carillon.handshake.ServerHandshake;

/** Whether the credentials of a request are accepted. */
public sealed interface Login {
    /** They are, or none are needed. */
    record Accepted(Grant grant) implements Login {}

    /** They are not, or that cannot be known now; this has been counted. */
    record Refused(ServerHandshake.Refused answer) implements Login {}

    Login OPEN = new Accepted(Grant.OPEN);
}
