/**
 * A soak: several load tests run at the same time against one service, and the process of the service is sampled
 * meanwhile. The result says whether that process grows.
 *
 * <p>Uses {@code config}, {@code plan}, {@code figure}, {@code measure}, {@code report} and {@code run}. The sampler
 * has its own thread. Each load test has a thread and its loops. The judgement is plain Java without threads.
 */
@NullMarked
package dev.carillon.loadtest.soak;

import org.jspecify.annotations.NullMarked;
