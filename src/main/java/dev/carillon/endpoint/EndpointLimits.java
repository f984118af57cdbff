package dev.carillon.endpoint;

/**
 * What peers may do at the endpoints.
 *
 * @param maxEchoBytes the longest message that is sent back
 */
public record EndpointLimits(SessionLimits session, int maxEchoBytes) {}
