package dev.carillon.endpoint;

/**
 * The limits on peers at the endpoints.
 *
 * @param maxEchoBytes the longest message that is sent back
 */
public record EndpointLimits(SessionLimits session, int maxEchoBytes) {}
