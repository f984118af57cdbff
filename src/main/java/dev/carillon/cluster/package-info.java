/**
 * How several nodes find each other, and how publications are sent from one to another.
 *
 * <p>Hazelcast finds the nodes; {@link dev.carillon.cluster.Cluster} configures it and joins. {@code NodeLinks} has a
 * connection to each other node for publications, and the interest of each node in topics. {@link
 * dev.carillon.cluster.ClusterHealth} reports the state.
 *
 * <p>May use {@code bus}, {@code publication}, {@code topic}, {@code hub} for the patterns with subscribers, {@code
 * auth} to read the secret, {@code config} and {@code logging}; does not use subscribers. The links are confined to one
 * event loop of their own Vert.x; the thread {@code cluster} looks up names; any thread may publish.
 */
@NullMarked
package dev.carillon.cluster;

import org.jspecify.annotations.NullMarked;
