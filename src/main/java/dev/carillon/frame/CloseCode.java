package dev.carillon.frame;

/** Why a connection ends, as numbers (RFC 6455, 7.4, and IANA's registry of close codes). */
public final class CloseCode {

    public static final int NORMAL_CLOSURE = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    /** Never sent: represents a close frame without a code. */
    public static final int NO_STATUS_RECEIVED = 1005;
    /** Never sent: represents a connection that ended without a close frame. */
    public static final int ABNORMAL_CLOSURE = 1006;

    public static final int INVALID_PAYLOAD_DATA = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int MANDATORY_EXTENSION = 1010;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    public static final int TRY_AGAIN_LATER = 1013;
    public static final int BAD_GATEWAY = 1014;
    /** Never sent: represents a failed TLS handshake. */
    public static final int TLS_HANDSHAKE = 1015;

    /** The client needs valid credentials (IANA's registry). */
    public static final int UNAUTHORIZED = 3000;

    private CloseCode() {}

    /**
     * Whether a close frame may contain this code; 1004, 1005, 1006, 1015 and 1016 to 2999 are not permitted (7.4.2).
     */
    public static boolean mayBeSent(int code) {
        return (code >= NORMAL_CLOSURE && code <= UNSUPPORTED_DATA)
                || (code >= INVALID_PAYLOAD_DATA && code <= BAD_GATEWAY)
                || (code >= 3000 && code <= 4999);
    }
}
