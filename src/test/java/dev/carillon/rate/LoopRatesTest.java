package dev.carillon.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits on publishing and subscribing; the test moves the clock. */
class LoopRatesTest {
    private static final Optional<Rate> TWO = Optional.of(new Rate(2));
    private static final Optional<Rate> FIVE = Optional.of(new Rate(5));
    private static final Optional<Rate> NO_LIMIT = Optional.empty();
    private static final Optional<String> KEY = Optional.of("back-end");
    private static final Optional<String> NO_KEY = Optional.empty();
    private static final InetSocketAddress HERE = new InetSocketAddress("203.0.113.7", 1111);
    private static final InetSocketAddress THERE = new InetSocketAddress("203.0.113.8", 1111);

    private final Connection connection = connection();
    private final Connection another = connection();

    @Test
    void aConnectionPublishesAtItsRate() {
        HandRunRates rates = publishing(NO_LIMIT, TWO, NO_LIMIT);
        LoopRates loop = rates.loop();
        assertThat(loop.publish(connection, NO_KEY)).isEmpty();
        assertThat(loop.publish(connection, NO_KEY)).isEmpty();
        Limited limited = loop.publish(connection, NO_KEY).orElseThrow();
        assertThat(limited.messageWithTime())
                .isEqualTo(
                        "expected at most 2/s publications of one connection, but was one more: try again in 500 ms");
        assertThat(loop.publish(another, NO_KEY)).isEmpty();
        rates.pass(Duration.ofMillis(limited.retryAfterMillis()));
        assertThat(loop.publish(connection, NO_KEY)).isEmpty();
        assertThat(loop.publish(connection, NO_KEY)).isPresent();
        assertThat(rates.reached).containsExactly(Limit.PUBLISH_RATE_PER_CONNECTION, Limit.PUBLISH_RATE_PER_CONNECTION);
    }

    @Test
    void anApiKeyPublishesAtItsRateOnAllConnectionsAndLoopsTogether() {
        HandRunRates rates = publishing(TWO, NO_LIMIT, NO_LIMIT);
        LoopRates loop = rates.loop();
        LoopRates anotherLoop = rates.loop();
        assertThat(loop.publish(connection, KEY)).isEmpty();
        assertThat(anotherLoop.publish(another, KEY)).isEmpty();
        for (int i = 0; i < 1000; i++) {
            assertThat(loop.publish(connection, KEY)).isPresent();
        }
        assertThat(loop.publish(connection, Optional.of("another-key"))).isEmpty();
        assertThat(loop.publish(connection, NO_KEY))
                .as("a client without an API key")
                .isEmpty();
    }

    @Test
    void anAddressOrAnIpv6NetworkPublishesAtItsRate() {
        LoopRates loop = publishing(NO_LIMIT, NO_LIMIT, TWO).loop();
        assertThat(request(loop, new InetSocketAddress("2001:db8::1", 1), 1)).isEmpty();
        assertThat(request(loop, new InetSocketAddress("2001:db8::2", 2), 1)).isEmpty();
        assertThat(request(loop, new InetSocketAddress("2001:db8::3", 3), 1)).isPresent();
        assertThat(request(loop, new InetSocketAddress("2001:db8:0:1::1", 1), 1))
                .isEmpty();
        assertThat(request(loop, HERE, 1)).isEmpty();
    }

    @Test
    void aDisconnectedPeerIsNotCounted() {
        LoopRates loop = publishing(NO_LIMIT, NO_LIMIT, TWO).loop();
        for (int i = 0; i < 10; i++) {
            assertThat(loop.publish(Optional.of(connection), () -> null, NO_KEY, 1))
                    .isEmpty();
        }
    }

    @Test
    void refusedPublicationsAreNotCounted() {
        HandRunRates rates = publishing(TWO, FIVE, NO_LIMIT);
        LoopRates loop = rates.loop();
        assertThat(loop.publish(another, KEY)).isEmpty();
        assertThat(loop.publish(another, KEY)).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(loop.publish(connection, KEY).orElseThrow().limit()).isEqualTo(Limit.PUBLISH_RATE_PER_KEY);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(loop.publish(connection, NO_KEY)).as("of the connection").isEmpty();
        }
        assertThat(loop.publish(connection, NO_KEY)).isPresent();
    }

    @Test
    void theLongestWaitOfSeveralLimitsIsReported() {
        HandRunRates rates =
                publishing(Optional.of(new Rate(1)), Optional.of(new Rate(10)), Optional.of(new Rate(0.1)));
        LoopRates loop = rates.loop();
        assertThat(loop.publish(Optional.of(connection), () -> HERE, KEY, 10)).isEmpty();
        Limited limited =
                loop.publish(Optional.of(connection), () -> HERE, KEY, 1).orElseThrow();
        assertThat(limited.limit()).isEqualTo(Limit.PUBLISH_RATE_PER_ADDRESS);
        assertThat(limited.refusal().headers()).containsEntry("Retry-After", "100");
        rates.pass(Duration.ofSeconds(100));
        assertThat(loop.publish(Optional.of(connection), () -> HERE, KEY, 1)).isEmpty();
    }

    @Test
    void theWaitOfARequestIsRoundedUpToSeconds() {
        HandRunRates rates = publishing(NO_LIMIT, NO_LIMIT, Optional.of(new Rate(0.4)));
        LoopRates loop = rates.loop();
        assertThat(request(loop, HERE, 1)).isEmpty();
        rates.pass(Duration.ofMillis(100));
        Limited limited = request(loop, HERE, 1).orElseThrow();
        assertThat(limited.refusal().status()).isEqualTo(429);
        assertThat(limited.refusal().headers()).containsEntry("Retry-After", "3");
        assertThat(limited.refusal().message())
                .isEqualTo("expected at most 0.4/s publications of one address, but was one more: try again in 3 s");
    }

    @Test
    void aRequestCountsForEachTopicAndMayExceedTheRateOnce() {
        HandRunRates rates = publishing(NO_LIMIT, FIVE, NO_LIMIT);
        LoopRates loop = rates.loop();
        assertThat(request(loop, HERE, 3)).isEmpty();
        assertThat(request(loop, HERE, 3).orElseThrow().message())
                .isEqualTo("expected at most 5/s publications of one connection, but were 3 more");
        assertThat(request(loop, HERE, 2)).isEmpty();
        rates.pass(Duration.ofSeconds(1));
        assertThat(request(loop, HERE, 100)).isEmpty();
        rates.pass(Duration.ofSeconds(19));
        assertThat(request(loop, HERE, 1)).isPresent();
        rates.pass(Duration.ofSeconds(1));
        assertThat(request(loop, HERE, 5)).isEmpty();
    }

    @Test
    void subscriptionsAreCountedSeparately() {
        LoopRates loop = new HandRunRates(new RateSettings(
                        new Limits(NO_LIMIT, TWO, NO_LIMIT), new Limits(NO_LIMIT, FIVE, NO_LIMIT), NO_LIMIT))
                .loop();
        for (int i = 0; i < 5; i++) {
            assertThat(loop.subscribe(connection, NO_KEY)).isEmpty();
        }
        assertThat(loop.subscribe(connection, NO_KEY).orElseThrow().message())
                .isEqualTo("expected at most 5/s subscriptions of one connection, but was one more");
        assertThat(loop.publish(connection, NO_KEY)).isEmpty();
    }

    @Test
    void aNewConnectionCountsForEachOfItsTopics() {
        LoopRates loop = subscribing(FIVE, NO_LIMIT, FIVE).loop();
        assertThat(loop.subscribeNew(() -> HERE, NO_KEY, 4)).isEmpty();
        assertThat(loop.subscribeNew(() -> HERE, NO_KEY, 2).orElseThrow().limit())
                .isEqualTo(Limit.SUBSCRIBE_RATE_PER_ADDRESS);
        assertThat(loop.subscribeNew(() -> HERE, NO_KEY, 0)).as("a session").isEmpty();
        assertThat(loop.subscribeNew(() -> THERE, KEY, 5)).isEmpty();
        assertThat(loop.subscribeNew(() -> null, KEY, 1).orElseThrow().limit()).isEqualTo(Limit.SUBSCRIBE_RATE_PER_KEY);
    }

    @Test
    void aConnectionIsStoredOnlyIfThereIsALimitPerConnection() {
        LoopRates loop = publishing(FIVE, NO_LIMIT, FIVE).loop();
        assertThat(request(loop, HERE, 1)).isEmpty();
        assertThat(loop.count()).isZero();
        LoopRates counting = publishing(NO_LIMIT, TWO, NO_LIMIT).loop();
        assertThat(counting.publish(Optional.empty(), () -> HERE, NO_KEY, 1))
                .as("one that has gone")
                .isEmpty();
        assertThat(counting.count()).isZero();
    }

    @Test
    void aConnectionIsRemovedAtItsEnd() {
        LoopRates loop = publishing(NO_LIMIT, TWO, NO_LIMIT).loop();
        assertThat(loop.publish(connection, NO_KEY)).isEmpty();
        assertThat(request(loop, HERE, 1)).isEmpty();
        assertThat(loop.count()).isEqualTo(2);
        loop.ended(connection);
        loop.ended(another);
        loop.ended(HERE);
        assertThat(loop.count()).isZero();
    }

    @Test
    void behindAProxyTheClientAddressCountsAndNotTheUpstreamConnection() {
        LoopRates loop = publishing(NO_LIMIT, TWO, TWO).loopBehindProxies();
        assertThat(loop.mustStoreAddresses()).isTrue();
        opened(loop, connection, () -> HERE);
        opened(loop, another, () -> HERE);
        assertThat(loop.publish(connection, NO_KEY)).isEmpty();
        assertThat(loop.publish(another, NO_KEY)).isEmpty();
        assertThat(loop.publish(another, NO_KEY).orElseThrow().limit()).isEqualTo(Limit.PUBLISH_RATE_PER_ADDRESS);
        for (int client = 0; client < 10; client++) {
            InetSocketAddress address = new InetSocketAddress("198.51.100." + client, 1);
            assertThat(loop.publish(Optional.of("one upstream connection"), () -> address, NO_KEY, 1))
                    .isEmpty();
        }
    }

    @Test
    void addressesAreStoredOnlyBehindAProxyWithAnAddressLimit() {
        assertThat(publishing(NO_LIMIT, NO_LIMIT, TWO).loop().mustStoreAddresses())
                .isFalse();
        assertThat(publishing(TWO, TWO, NO_LIMIT).loopBehindProxies().mustStoreAddresses())
                .isFalse();
    }

    @Test
    void newRatesApplyAtOnceAndUnchangedOnesKeepTheirCounts() {
        HandRunRates rates = publishing(TWO, TWO, NO_LIMIT);
        LoopRates loop = rates.loop();
        assertThat(loop.publish(connection, KEY)).isEmpty();
        assertThat(loop.publish(connection, KEY)).isEmpty();
        rates.node.use(publishing(new Limits(TWO, FIVE, NO_LIMIT)));
        assertThat(loop.publish(connection, KEY).orElseThrow().limit()).isEqualTo(Limit.PUBLISH_RATE_PER_KEY);
        for (int i = 0; i < 5; i++) {
            assertThat(loop.publish(connection, NO_KEY)).isEmpty();
        }
        assertThat(loop.publish(connection, NO_KEY)).isPresent();
        rates.node.use(RateSettings.NONE);
        assertThat(loop.publish(connection, KEY)).isEmpty();
    }

    @Test
    void withoutLimitsNothingIsStoredLookedUpOrAllocated() {
        LoopRates loop = HandRunRates.unlimited();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                loop.publish(connection, KEY);
                loop.subscribe(connection, KEY);
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(loop.publish(
                        Optional.of(connection),
                        () -> {
                            throw new AssertionError("asked for an address");
                        },
                        KEY,
                        1))
                .isEmpty();
        assertThat(loop.count()).isZero();
    }

    @Test
    void theNumberOfAddressesIsBoundedAndFrequentOnesStay() {
        HandRunRates rates = publishing(NO_LIMIT, NO_LIMIT, Optional.of(new Rate(0.001)));
        Buckets<Integer> buckets = new Buckets<>(new Pace(new Rate(0.001), () -> 0), 1);
        assertThat(buckets.of(-1).take(1)).isTrue();
        for (int address = 0; address < 200_000; address++) {
            assertThat(buckets.of(address).take(1)).isTrue();
            assertThat(buckets.of(-1).take(1))
                    .as("one that goes on all the time")
                    .isFalse();
        }
        assertThat(buckets.count()).isEqualTo(Buckets.MAX);
        assertThat(rates.reached).isEmpty();
    }

    @Test
    void anIdleAddressIsRemoved() {
        long[] nowNanos = {0};
        Buckets<Integer> buckets = new Buckets<>(new Pace(new Rate(2), () -> nowNanos[0]), 100);
        assertThat(buckets.of(1).take(100)).isTrue();
        nowNanos[0] += Duration.ofSeconds(50).toNanos() - 1;
        assertThat(buckets.count()).isEqualTo(1);
        nowNanos[0] += 1;
        assertThat(buckets.count()).isZero();
    }

    private static void opened(LoopRates loop, Connection connection, Supplier<@Nullable InetSocketAddress> peer) {
        Receiver receiver = loop.storingAddress(peer, Receiver.NOBODY);
        receiver.onOpen(connection);
        assertThat(connection.receiver()).isEqualTo(Receiver.NOBODY);
    }

    /** Counts a request on one HTTP connection. */
    private static Optional<Limited> request(LoopRates loop, InetSocketAddress address, int topics) {
        return loop.publish(Optional.of(HERE), () -> address, NO_KEY, topics);
    }

    private static Connection connection() {
        return new RecordedConnection(Receiver.NOBODY);
    }

    private static HandRunRates publishing(Optional<Rate> key, Optional<Rate> connection, Optional<Rate> address) {
        return new HandRunRates(publishing(new Limits(key, connection, address)));
    }

    private static RateSettings publishing(Limits limits) {
        return new RateSettings(limits, Limits.NONE, NO_LIMIT);
    }

    private static HandRunRates subscribing(Optional<Rate> key, Optional<Rate> connection, Optional<Rate> address) {
        return new HandRunRates(new RateSettings(Limits.NONE, new Limits(key, connection, address), NO_LIMIT));
    }
}
