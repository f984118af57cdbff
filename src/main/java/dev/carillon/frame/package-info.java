/**
 * The frames of a WebSocket (RFC 6455, 5 to 8; RFC 7692, 7.2): reading them from bytes in any pieces, writing them, masking,
 * UTF-8, and messages deflated each by itself.
 *
 * <p>Pure: knows no socket, and keeps nothing of a connection that is between two messages.
 */
@NullMarked
package dev.carillon.frame;

import org.jspecify.annotations.NullMarked;
