/**
 * The clients of a load test. They keep their connections alive and carry out the workload.
 *
 * <p>{@link dev.carillon.loadtest.client.Clients} has all clients of one event loop, and a
 * {@link dev.carillon.loadtest.client.Task} is their work in one kind of workload. A new workload needs a new task.
 *
 * <p>The room uses {@code plan}, {@code connect}, {@code measure}, {@code figure} and {@code stream}; of the service it
 * uses the lane, {@code websocket}, {@code handshake}, {@code frame} and {@code config}. Everything runs on the loop
 * that owns the connections.
 */
@NullMarked
package dev.carillon.loadtest.client;

import org.jspecify.annotations.NullMarked;
