/**
 * The frames of a WebSocket (RFC 6455, 5 to 8; RFC 7692, 7.2): reads them from bytes in pieces of any size, writes
 * them, masks them, checks UTF-8, and deflates and inflates messages.
 *
 * <p>This room knows no sockets, and stores nothing for a connection that is between two messages. A reader belongs to
 * one loop; frames are immutable arrays that any thread may use.
 */
@NullMarked
package dev.carillon.frame;

import org.jspecify.annotations.NullMarked;
