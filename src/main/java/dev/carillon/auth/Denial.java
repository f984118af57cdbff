package dev.carillon.auth;

import java.util.Locale;

/** Why credentials are not accepted. Metrics and audit lines use these names. */
public enum Denial {
    /** There are none, and anonymous clients have no permissions. */
    MISSING,
    /** More than one token or key, and they differ. */
    SEVERAL,
    /** Too long, or not of the form of a token or a key. */
    MALFORMED,
    /** An API key that the service does not have. */
    UNKNOWN_KEY,
    /** A token without a signature, or with an algorithm that no key of the service allows. */
    WRONG_ALGORITHM,
    /** No key of the service verifies the signature of the token. */
    BAD_SIGNATURE,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_AUDIENCE,
    WRONG_ISSUER,
    /** A claim is missing or has an invalid value. */
    INVALID_CLAIM;

    /** The name in logs and metrics, such as {@code bad-signature}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
