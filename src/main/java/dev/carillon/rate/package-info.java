/**
 * Rate limits: token buckets, and the counting of publications, subscriptions and failed logins of API keys,
 * connections and addresses.
 *
 * <p>{@link dev.carillon.rate.RateLimits} has what all loops of a node share; any thread may use it. {@link
 * dev.carillon.rate.LoopRates} counts for one loop and belongs to it. If no limit is set, nothing is stored or looked
 * up. Messages to subscribers are never counted.
 */
@NullMarked
package dev.carillon.rate;

import org.jspecify.annotations.NullMarked;
