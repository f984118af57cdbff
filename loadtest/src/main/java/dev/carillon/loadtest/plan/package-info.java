/**
 * The plan of a load test, as records that check themselves: the target, the local addresses and ports, how connections
 * are opened, and what they do afterwards. An error message contains the setting as a user writes it, what is allowed,
 * and the value that is wrong.
 *
 * <p>Uses {@code config} and {@code handshake} of the service, and no other room of the load tester. Everything is
 * immutable, so any thread may use it.
 */
@NullMarked
package dev.carillon.loadtest.plan;

import org.jspecify.annotations.NullMarked;
