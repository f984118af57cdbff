package dev.carillon.frame;

/** Which side of the state this is; it decides which side masks (RFC 6455, 5.1). */
public enum Role {
    /** Reads what a client sent: every frame must be masked. */
    SERVER,
    /** Reads what a server sent: no frame may be masked. */
    CLIENT
}
