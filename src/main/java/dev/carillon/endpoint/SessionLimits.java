package dev.carillon.endpoint;

import java.time.Duration;

/**
 * What a {@code carillon.v1} session may do, as it is told in its welcome.
 *
 * @param version of the service
 * @param maxSubscriptions subscriptions at a time
 * @param maxMessageBytes bytes of one command
 * @param idleTimeout how long a client may be silent; zero for as long as it likes
 */
public record SessionLimits(String version, int maxSubscriptions, int maxMessageBytes, Duration idleTimeout) {}
