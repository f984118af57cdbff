/**
 * The names of topics, and the patterns that match them: their syntax, and the error that explains what breaks it.
 *
 * <p>Knows no other room but {@code text}, so that every room may know it. Everything here is immutable.
 */
@NullMarked
package dev.carillon.topic;

import org.jspecify.annotations.NullMarked;
