package dev.carillon.rate;

import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The limits for one kind of action of clients, and the buckets of the API keys and addresses. */
final class ActionLimits {
    /** More than the topics of one request, which the length of its head limits. */
    private static final int AT_ONCE_MAX = 1000;

    private final Action action;
    private final LongSupplier nanoTime;
    private final Optional<Buckets<String>> keys;
    private final Optional<Pace> connections;
    private final Optional<Buckets<Network>> addresses;
    private final boolean none;

    /** The kinds of actions. */
    enum Action {
        PUBLISH(Limit.PUBLISH_RATE_PER_KEY, Limit.PUBLISH_RATE_PER_CONNECTION, Limit.PUBLISH_RATE_PER_ADDRESS),
        SUBSCRIBE(Limit.SUBSCRIBE_RATE_PER_KEY, Limit.SUBSCRIBE_RATE_PER_CONNECTION, Limit.SUBSCRIBE_RATE_PER_ADDRESS);

        private final Limit perKey;
        private final Limit perConnection;
        private final Limit perAddress;

        Action(Limit perKey, Limit perConnection, Limit perAddress) {
            this.perKey = perKey;
            this.perConnection = perConnection;
            this.perAddress = perAddress;
        }
    }

    private record Counted(Limit limit, TokenBucket bucket) {}

    private ActionLimits(
            Action action,
            LongSupplier nanoTime,
            Optional<Buckets<String>> keys,
            Optional<Pace> connections,
            Optional<Buckets<Network>> addresses) {
        this.action = action;
        this.nanoTime = nanoTime;
        this.keys = keys;
        this.connections = connections;
        this.addresses = addresses;
        this.none = keys.isEmpty() && connections.isEmpty() && addresses.isEmpty();
    }

    static ActionLimits none(Action action, LongSupplier nanoTime) {
        return new ActionLimits(action, nanoTime, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with the limits {@code next}. Buckets whose rate has not changed keep their state. */
    ActionLimits with(Limits next) {
        return new ActionLimits(
                action,
                nanoTime,
                Buckets.with(keys, next.perKey(), AT_ONCE_MAX, nanoTime),
                pace(connections, next.perConnection()),
                Buckets.with(addresses, next.perAddress(), AT_ONCE_MAX, nanoTime));
    }

    private Optional<Pace> pace(Optional<Pace> known, Optional<Rate> rate) {
        return rate.map(
                wanted -> known.filter(pace -> pace.rate().equals(wanted)).orElseGet(() -> new Pace(wanted, nanoTime)));
    }

    boolean areNone() {
        return none;
    }

    boolean countAddresses() {
        return addresses.isPresent();
    }

    /**
     * Takes {@code count} from each bucket that counts the action, or from none. During this call a bucket may lack
     * tokens that are given back to it.
     *
     * @param key the name of the client's API key
     * @param connection finds the connection's bucket, if any; called only if connections are counted
     * @param network the network of the client, if known; called only if addresses are counted
     */
    Optional<Limited> take(
            int count,
            Optional<String> key,
            Optional<BucketOfConnection> connection,
            Supplier<Optional<Network>> network) {
        List<Counted> counted = new ArrayList<>(3);
        connections.ifPresent(pace ->
                connection.ifPresent(buckets -> counted.add(new Counted(action.perConnection, buckets.of(pace)))));
        keys.ifPresent(known -> key.ifPresent(name -> counted.add(new Counted(action.perKey, known.of(name)))));
        addresses.ifPresent(known ->
                network.get().ifPresent(place -> counted.add(new Counted(action.perAddress, known.of(place)))));
        for (int taken = 0; taken < counted.size(); taken++) {
            if (!counted.get(taken).bucket().take(count)) {
                counted.subList(0, taken).forEach(other -> other.bucket().returnTokens(count));
                return Optional.of(longest(counted, count));
            }
        }
        return Optional.empty();
    }

    /** Finds the bucket of one connection. */
    @FunctionalInterface
    interface BucketOfConnection {
        TokenBucket of(Pace pace);
    }

    private static Limited longest(List<Counted> counted, int count) {
        return counted.stream()
                .map(each -> new Limited(
                        each.limit(),
                        each.bucket().pace().rate(),
                        count,
                        each.bucket().nanosUntil(count)))
                .max((one, other) -> Long.compare(one.nanos(), other.nanos()))
                .orElseThrow();
    }
}
