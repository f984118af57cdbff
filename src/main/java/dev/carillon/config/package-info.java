/**
 * What can be set, as records that check themselves: who holds one need not ask again whether it makes sense. A message
 * names the setting as a user writes it, the law, and what came.
 *
 * <p>Knows the names and patterns of topics and what a hub does about slow readers, since these are settings too, and no other
 * room. Everything here is immutable.
 */
@NullMarked
package dev.carillon.config;

import org.jspecify.annotations.NullMarked;
