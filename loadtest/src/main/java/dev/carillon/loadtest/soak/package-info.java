/**
 * A soak: several load tests at once against one service, whose process is watched meanwhile, and the judgement whether
 * that process grows.
 *
 * <p>Knows {@code plan}, {@code run} and {@code report}. The watch has a thread of its own, each load test its loops; the
 * judgement is plain Java.
 */
@NullMarked
package dev.carillon.loadtest.soak;

import org.jspecify.annotations.NullMarked;
