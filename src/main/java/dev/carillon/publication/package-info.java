/**
 * What is published: a topic's name, a payload, and the publication that joins them and keeps its rendered forms.
 *
 * <p>Knows nothing of other rooms. Everything here is immutable and may be read by every loop, since one publication
 * serves all subscribers of a node; only the forms that a publication remembers are guarded, by the publication itself.
 */
@NullMarked
package dev.carillon.publication;

import org.jspecify.annotations.NullMarked;
