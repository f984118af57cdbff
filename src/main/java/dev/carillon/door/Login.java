package dev.carillon.door;

import dev.carillon.auth.Grant;
import dev.carillon.handshake.ServerHandshake;
import dev.carillon.rate.Limited;
import java.util.Optional;

/** The answer of {@link LoginCheck} to the credentials of one request. */
public sealed interface Login {
    /** The credentials are accepted, or none are required. */
    record Accepted(Grant grant) implements Login {}

    /**
     * The credentials are not accepted, or cannot be verified now. The refusal has been counted.
     *
     * @param limited present if the credentials were not checked, because too many from this address were wrong
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
