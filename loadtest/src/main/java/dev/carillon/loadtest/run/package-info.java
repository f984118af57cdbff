/**
 * A load test under way: a verticle for each event loop of the tester, and the conductor who leads them through the steps
 * of a run.
 *
 * <p>The loops share nothing. The conductor asks each for the next step and is answered by a future; what they have
 * counted comes with the last one and is added up. Whatever leads loops in other processes later leads them through the
 * same steps.
 */
@NullMarked
package dev.carillon.loadtest.run;

import org.jspecify.annotations.NullMarked;
