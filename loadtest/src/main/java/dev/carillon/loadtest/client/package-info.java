/**
 * The clients of a load test after their WebSockets are open: they keep their connections alive, and each does its
 * part of the workload.
 *
 * <p>{@link dev.carillon.loadtest.client.Clients} are all clients of one loop; a
 * {@link dev.carillon.loadtest.client.Task} is their work in one kind of workload. A new workload is a new task.
 *
 * <p>Uses {@code plan}, {@code connect}, {@code measure}, the lane and WebSockets. Everything runs on the loop that
 * owns the connections.
 */
@NullMarked
package dev.carillon.loadtest.client;

import org.jspecify.annotations.NullMarked;
