/**
 * What is published: a payload for a topic, the publication that joins them and keeps its rendered forms, and what became of
 * it.
 *
 * <p>Uses topics; does not use subscribers or sockets. Everything here is immutable and may be read by
 * every loop, since one publication serves all subscribers of a node; only the rendered forms that a publication keeps are guarded, by the publication itself.
 */
@NullMarked
package dev.carillon.publication;

import org.jspecify.annotations.NullMarked;
