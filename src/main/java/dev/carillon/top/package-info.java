/**
 * What {@code carillon top} shows: the metrics of some nodes, read twice and compared.
 *
 * <p>Uses no other room, since it needs only the metrics of the nodes. Runs on the thread of the command.
 */
@NullMarked
package dev.carillon.top;

import org.jspecify.annotations.NullMarked;
