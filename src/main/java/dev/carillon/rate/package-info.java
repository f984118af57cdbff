/**
 * How often something may happen: token buckets, and what counts the publications, subscriptions and failed logins of API keys,
 * connections and addresses.
 *
 * <p>{@link dev.carillon.rate.RateLimits} holds what all loops of a node share, and may be used by any thread.
 * {@link dev.carillon.rate.LoopRates} counts for one loop and belongs to it. Where no limit is set, nothing is kept and nothing
 * is looked up. Messages to subscribers are never counted.
 */
@NullMarked
package dev.carillon.rate;

import org.jspecify.annotations.NullMarked;
