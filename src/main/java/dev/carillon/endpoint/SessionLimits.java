package dev.carillon.endpoint;

import java.time.Duration;

/**
 * The limits of a {@code carillon.v1} session, which its {@code welcome} states.
 *
 * @param version of the service
 * @param maxSubscriptions subscriptions at one time
 * @param maxMessageBytes bytes of one command
 * @param idleTimeout how long a client may be silent; zero means without limit
 */
public record SessionLimits(String version, int maxSubscriptions, int maxMessageBytes, Duration idleTimeout) {}
