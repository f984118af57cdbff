package dev.carillon.door;

import dev.carillon.auth.Grant;
import dev.carillon.handshake.ServerHandshake;
import dev.carillon.rate.Limited;
import java.util.Optional;

/** Whether the credentials of a request are accepted. */
public sealed interface Login {
    /** They are, or none are needed. */
    record Accepted(Grant grant) implements Login {}

    /**
     * They are not, or that cannot be known now; this has been counted.
     *
     * @param limited where they are not looked at, since too many of their address were wrong
     */
    record Refused(ServerHandshake.Refused answer, Optional<Limited> limited) implements Login {
        Refused(ServerHandshake.Refused answer) {
            this(answer, Optional.empty());
        }

        Refused(Limited limited) {
            this(limited.refusal(), Optional.of(limited));
        }
    }

    Login OPEN = new Accepted(Grant.OPEN);
}
