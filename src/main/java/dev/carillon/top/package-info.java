/**
 * The view of {@code carillon top}: compares two scrapes of the metrics of some nodes.
 *
 * <p>Uses no other room. The thread of the command draws; requests complete on threads of the JDK's HTTP client.
 */
@NullMarked
package dev.carillon.top;

import org.jspecify.annotations.NullMarked;
