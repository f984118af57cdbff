/**
 * Which client may do what: credentials, the keys that vouch for them, and permissions over topics.
 *
 * <p>{@link dev.carillon.auth.Authenticator} is the way in: {@link dev.carillon.auth.Credentials} in, a
 * {@link dev.carillon.auth.AuthenticationResult} out. A {@link dev.carillon.auth.Grant} is what a connection keeps of it; all
 * connections with equal permissions share one.
 *
 * <p>Knows topics, and no socket, no HTTP server and no loop. May be called from any thread.
 */
@NullMarked
package dev.carillon.auth;

import org.jspecify.annotations.NullMarked;
