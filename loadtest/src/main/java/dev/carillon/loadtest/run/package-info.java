/**
 * A running load test: a verticle for each event loop of the tester, and the conductor, which leads them through the
 * steps of a run on a loop of its own.
 *
 * <p>The loops share no state. The conductor requests each step from all loops and receives futures. The future of the
 * last step has the counts of a loop, which the conductor adds up. Loops in other processes do the same steps: the
 * conductor has a {@link dev.carillon.loadtest.run.Worker} for each process, and the process runs a
 * {@link dev.carillon.loadtest.run.WorkerProcess}. On another machine an {@link dev.carillon.loadtest.run.Agent} starts
 * the workers, and forwards the requests of the conductor to them.
 *
 * <p>Processes are connected by a {@link dev.carillon.loadtest.run.Channel}: one side sends requests and the other
 * answers. Before that, both sides prove in the {@link dev.carillon.loadtest.run.ChannelHandshake} that they have the
 * same secret. Channels between machines have TLS.
 *
 * <p>Uses {@code plan}, {@code client}, {@code connect}, {@code measure}, {@code report} and {@code wire} of the load
 * tester, and {@code config}, {@code lane} and {@code outbox} of the service.
 */
@NullMarked
package dev.carillon.loadtest.run;

import org.jspecify.annotations.NullMarked;
