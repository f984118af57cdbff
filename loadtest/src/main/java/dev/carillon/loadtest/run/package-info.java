/**
 * A load test under way: a verticle for each event loop of the tester, and the conductor, which leads them through the
 * steps of a run.
 *
 * <p>The loops share nothing. The conductor asks each for the next step and receives a future. The last one has their
 * counts, which are added up. Loops in other processes are led through the same steps: a
 * {@link dev.carillon.loadtest.run.Worker} stands for each process, whose own side is the
 * {@link dev.carillon.loadtest.run.WorkerProcess}. Workers on other machines are started by an
 * {@link dev.carillon.loadtest.run.Agent} there, which asks them what the conductor asks it.
 *
 * <p>Processes are connected by a {@link dev.carillon.loadtest.run.Channel}: one side sends requests and the other
 * answers, after both have proven in the {@link dev.carillon.loadtest.run.ChannelHandshake} that they have a secret.
 * Between machines it has TLS.
 */
@NullMarked
package dev.carillon.loadtest.run;

import org.jspecify.annotations.NullMarked;
