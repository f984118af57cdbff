/**
 * Publications: the payload, the publication with its rendered forms, and the result of publishing.
 *
 * <p>May use {@code topic} and {@code text}; does not use subscribers or sockets. Everything here is immutable and may
 * be read by every loop, since one publication serves all subscribers of a node. Only its rendered forms change, and
 * the publication's monitor guards them.
 */
@NullMarked
package dev.carillon.publication;

import org.jspecify.annotations.NullMarked;
