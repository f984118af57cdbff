/**
 * Which client may do what: credentials, the keys that verify them, and permissions over topics.
 *
 * <p>{@link dev.carillon.auth.Authenticator} is the way in: {@link dev.carillon.auth.Credentials} in, a
 * {@link dev.carillon.auth.AuthenticationResult} out. A {@link dev.carillon.auth.Grant} is what a connection keeps of it; all
 * connections with equal permissions share one.
 *
 * <p>Credentials are not verified again while their connection lasts. What changes ends grants: a
 * {@link dev.carillon.auth.Grant} with an expired token, or with a key that the settings accept no more or permit less
 * ({@code server.AccessControl} revokes the {@link dev.carillon.auth.AcceptedKey}). {@code endpoint} checks whether it has ended on
 * each visit of a connection, {@code routes} before it publishes a body.
 *
 * <p>Uses topics; does not use sockets, HTTP servers or loops. May be called from any thread.
 */
@NullMarked
package dev.carillon.auth;

import org.jspecify.annotations.NullMarked;
