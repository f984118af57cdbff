package dev.carillon.frame;

/** Our side of a connection, which decides which frames are masked (RFC 6455, 5.1). */
public enum Role {
    /** Reads frames of a client: every frame must be masked. */
    SERVER,
    /** Reads frames of a server: no frame may be masked. */
    CLIENT
}
