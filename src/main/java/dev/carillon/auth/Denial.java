package dev.carillon.auth;

import java.util.Locale;

/** Why credentials are not accepted, as operators count it and audit lines name it. */
public enum Denial {
    /** There are none, and anonymous clients have no permissions. */
    MISSING,
    /** More than one, and they differ. */
    SEVERAL,
    /** Neither a token nor a key by its form, or too long. */
    MALFORMED,
    /** An API key that the service does not have. */
    UNKNOWN_KEY,
    /** A token without a signature, or with an algorithm that its key does not have. */
    WRONG_ALGORITHM,
    /** No key of the service verifies the signature of the token. */
    BAD_SIGNATURE,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_AUDIENCE,
    WRONG_ISSUER,
    /** A claim that is missing, or that is not what it has to be. */
    INVALID_CLAIM;

    /** As logs and metrics have it: {@code bad-signature}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
