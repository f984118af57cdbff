/**
 * The names of topics, and the patterns that match them: their syntax, and the errors for invalid text.
 *
 * <p>May use only {@code text}, so that every room may use it. Everything here is immutable.
 */
@NullMarked
package dev.carillon.topic;

import org.jspecify.annotations.NullMarked;
