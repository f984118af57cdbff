package dev.carillon.endpoint;

import dev.carillon.publication.Rendering;

/**
 * What all sessions of a loop with the same compression share; one reference in a session instead of two saves 8 bytes.
 *
 * @param form in which publications go out to them
 */
record Sessions(Endpoints endpoints, Rendering form) {}
