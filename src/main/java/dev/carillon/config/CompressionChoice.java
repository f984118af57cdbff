package dev.carillon.config;

/** Where permessage-deflate is negotiated with clients that offer it. */
public enum CompressionChoice {
    OFF,
    /** For connections that receive publications: each publication is deflated once for all receivers. */
    ON,
    /** Also for {@code /echo}, which deflates each message for one peer. */
    ALL
}
