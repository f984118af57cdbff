/**
 * The plan of a load test, as records that check themselves: the target, where connections come from and how they are
 * opened, and what they then do. A message names the setting as a user writes it, what is allowed, and what came.
 *
 * <p>Of the service it uses {@code config} and {@code handshake} only. Everything here is immutable.
 */
@NullMarked
package dev.carillon.loadtest.plan;

import org.jspecify.annotations.NullMarked;
