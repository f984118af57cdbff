/**
 * Which client may do what: credentials, the keys that verify them, and permissions for topics.
 *
 * <p>{@link dev.carillon.auth.Authenticator} is the entrance: it takes {@link dev.carillon.auth.Credentials} and
 * returns an {@link dev.carillon.auth.AuthenticationResult}. A connection stores the {@link dev.carillon.auth.Grant} of
 * the result; all connections with equal permissions share one.
 *
 * <p>Credentials are not verified again while their connection lasts. A {@link dev.carillon.auth.Grant} ends when its
 * token expires, or when the settings no longer accept its key or permit it less than before: {@code
 * server.AccessControl} then revokes the {@link dev.carillon.auth.AcceptedKey}. {@code endpoint} checks whether the
 * grant has ended on each visit of a connection, {@code routes} before it publishes a body.
 *
 * <p>May use {@code topic} and {@code text}; does not use sockets, HTTP servers or loops. Any thread may call it.
 */
@NullMarked
package dev.carillon.auth;

import org.jspecify.annotations.NullMarked;
