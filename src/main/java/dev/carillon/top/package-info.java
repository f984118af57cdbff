/**
 * What {@code carillon top} shows: the metrics of some nodes, asked twice and put side by side.
 *
 * <p>Knows no other room, since all that it needs is what the nodes tell operators. Belongs to the thread of the command.
 */
@NullMarked
package dev.carillon.top;

import org.jspecify.annotations.NullMarked;
