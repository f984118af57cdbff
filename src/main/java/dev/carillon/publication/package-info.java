/**
 * What is published: a payload for a topic, the publication that joins them and keeps its rendered forms, and what became of
 * it.
 *
 * <p>Knows topics, and nothing of subscribers or sockets. Everything here is immutable and may be read by
 * every loop, since one publication
 * serves all subscribers of a node; only the forms that a publication remembers are guarded, by the publication itself.
 */
@NullMarked
package dev.carillon.publication;

import org.jspecify.annotations.NullMarked;
