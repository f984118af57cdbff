package dev.carillon.config;

/** Where permessage-deflate is agreed on with clients that offer it. */
public enum CompressionChoice {
    OFF,
    /** Where publications go: each is deflated once for all that receive it. */
    ON,
    /** At the echo too, which deflates each message for one peer. */
    ALL
}
