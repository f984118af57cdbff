/**
 * A load test under way: a verticle for each event loop of the tester, and the conductor who leads them through the steps
 * of a run.
 *
 * <p>The loops share nothing. The conductor asks each for the next step and is answered by a future; what they have
 * counted comes with the last one and is added up. Loops in other processes are led through the same steps: a
 * {@link dev.carillon.loadtest.run.Worker} stands for each process, whose own side is the {@link dev.carillon.loadtest.run.WorkerProcess}.
 * Workers on other machines are started by an {@link dev.carillon.loadtest.run.Agent} there, which passes on what they and the
 * conductor say to each other.
 */
@NullMarked
package dev.carillon.loadtest.run;

import org.jspecify.annotations.NullMarked;
