/**
 * Settings, as records that check themselves: a setting that exists is valid and is not checked again. An error message
 * names the setting as a user writes it, the rule, and the value.
 *
 * <p>May use {@code topic}, {@code auth}, {@code log} and {@code hub}, since patterns, permissions, bounds of history
 * and the policy for slow readers are settings too. Settings are immutable. They are read on the main thread, and again
 * at a reload on the thread that reloads; any thread may use them.
 */
@NullMarked
package dev.carillon.config;

import org.jspecify.annotations.NullMarked;
