package dev.carillon.config;

/** Which lane carries the sockets. */
public enum LaneChoice {
    /** The fast one where it can run, else the other. */
    AUTO,
    /** Bare epoll registrations: Linux with Netty's native transport, without TLS. */
    FAST,
    /** Netty channels: everywhere. */
    CHANNEL
}
