/**
 * Settings, as records that check themselves: a setting that exists makes sense and is not checked again. A message
 * names the setting as a user writes it, what is allowed, and what came.
 *
 * <p>Uses the names and patterns of topics, what a hub does about slow readers and what the log keeps, since these are
 * settings too, and no other room. Everything here is immutable.
 */
@NullMarked
package dev.carillon.config;

import org.jspecify.annotations.NullMarked;
