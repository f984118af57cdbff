package dev.carillon.config;

/** The lane that handles the sockets. */
public enum LaneChoice {
    /** The fast lane where it can run, else the channel lane. */
    AUTO,
    /** The fast lane, which uses epoll directly: Linux with Netty's native transport, without TLS. */
    FAST,
    /** The channel lane, which uses Netty channels: on every system. */
    CHANNEL
}
