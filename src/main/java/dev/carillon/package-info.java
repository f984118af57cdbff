/**
 * The root of the command line: {@code main}, and the list of all commands.
 *
 * <p>May use the commands ({@code cli} and {@code loadtest}), {@code config} for defaults, and {@code auth} to mask
 * secrets in messages. Runs on the main thread.
 */
@NullMarked
package dev.carillon;

import org.jspecify.annotations.NullMarked;
