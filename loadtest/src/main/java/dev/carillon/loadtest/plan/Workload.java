package dev.carillon.loadtest.plan;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the connections of a load test do after they are open. */
public sealed interface Workload {

    /** The name of the workload in reports. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The number of connections in addition to those of {@code -c}. */
    default int extraConnections() {
        return 0;
    }

    /** How long the workload runs before it is measured. */
    default Duration warmUp() {
        return Duration.ZERO;
    }

    /** How long to wait for the last messages after the workload has ended. */
    default Duration drain() {
        return Duration.ZERO;
    }

    /** How long the workload is measured if the user asks for this time. */
    default Duration duration(Duration asked) {
        return asked;
    }

    /** The number of connections when the workload begins, if {@code most} is the largest number at any time. */
    default int connectionsAtStart(int most) {
        return most;
    }

    /** Whether publications are sent in a closed loop, which must run on one event loop of one process. */
    default boolean isInWindow() {
        return this instanceof Fanout fanout && fanout.pace() instanceof Pace.Window;
    }

    /** Checks settings that depend on the number of connections. */
    default void requireFit(int connections) {}

    /** Connections are held open and do nothing else. */
    record Idle() implements Workload {}

    /**
     * Publishers send publications, and subscribers check what they receive.
     *
     * @param pace when publications are sent
     * @param size bytes of one publication
     * @param warmUp how long publications are checked but not timed
     * @param drain how long to wait for the last deliveries
     * @param by how publications are sent
     * @param slow subscribers that read slowly, and are not measured
     * @param scenario how connections and rates change during the measurement; {@code pace} is then that of the warm-up
     * @param canaries number of additional subscribers, on a loop of their own, that time what they receive
     * @param breaks how subscribers break off and reconnect
     */
    record Fanout(
            int topics,
            int publishers,
            Pace pace,
            int size,
            Duration warmUp,
            Duration drain,
            PublishBy by,
            Optional<SlowReaders> slow,
            Optional<Scenario> scenario,
            int canaries,
            Optional<Breaks> breaks)
            implements Workload {
        /** The bytes of the fields of a publication; padding follows them. */
        public static final int SIZE_MIN = 56;

        /** The largest publication in bytes, well below the 64 KiB that servers commonly accept. */
        public static final int SIZE_MAX = 60 << 10;

        /** The largest number in the four hexadecimal digits that a publication has for its publisher. */
        public static final int PUBLISHERS_MAX = 0xFFFF;

        /** The most canaries. More of them would be a load of their own. */
        public static final int CANARIES_MAX = 100;

        public Fanout {
            Require.atLeast("--topics", 1, topics);
            Require.that(
                    publishers >= topics && publishers <= PUBLISHERS_MAX,
                    "--publishers must be at least one a topic (%d) and at most %d, was %d"
                            .formatted(topics, PUBLISHERS_MAX, publishers));
            Require.within("--canaries", 0, CANARIES_MAX, canaries);
            requireSize(size);
        }

        /** A fan-out with publishers on their own WebSockets, by the clock, without slow readers. */
        public Fanout(int topics, int publishers, Rate rate, int size, Duration warmUp, Duration drain) {
            this(topics, publishers, new Pace.Clock(rate), size, warmUp, drain, PublishBy.WEBSOCKET, Optional.empty());
        }

        /** A fan-out without phases, canaries and breaks. */
        public Fanout(
                int topics,
                int publishers,
                Pace pace,
                int size,
                Duration warmUp,
                Duration drain,
                PublishBy by,
                Optional<SlowReaders> slow) {
            this(topics, publishers, pace, size, warmUp, drain, by, slow, Optional.empty(), 0, Optional.empty());
        }

        @Override
        public Duration duration(Duration asked) {
            return scenario.map(Scenario::duration).orElse(asked);
        }

        @Override
        public int connectionsAtStart(int most) {
            return scenario.map(phases -> phases.start().connections()).orElse(most);
        }

        /** Whether anything is published after the warm-up. */
        public boolean publishesWhileMeasured() {
            return scenario.map(Scenario::publishes).orElse(true);
        }

        /** The same workload with phases. */
        public Fanout in(Scenario phases) {
            return new Fanout(
                    topics, publishers, pace, size, warmUp, drain, by, slow, Optional.of(phases), canaries, breaks);
        }

        /**
         * The same workload with subscribers that break off. The drain is extended by their longest time away, so that
         * the last of them are back before it ends.
         */
        public Fanout with(Breaks some) {
            Duration last = drain.plus(some.away().most());
            return new Fanout(
                    topics, publishers, pace, size, warmUp, last, by, slow, scenario, canaries, Optional.of(some));
        }

        @Override
        public int extraConnections() {
            return by == PublishBy.WEBSOCKET ? publishers : 0;
        }

        @Override
        public void requireFit(int connections) {
            Require.that(
                    topics <= connections,
                    "--topics must be at most the " + connections + " connections of -c, was " + topics);
            breaks.ifPresent(some -> some.requireFit(connections));
        }

        /** The topic of the publisher with this number, and of the subscriber with this number. */
        public int topicOf(int number) {
            return number % topics;
        }

        /** The numbers of the publishers of a topic. */
        public IntStream publishersOf(int topic) {
            return IntStream.iterate(topic, publisher -> publisher < publishers, publisher -> publisher + topics);
        }

        /**
         * The turn of the publisher or subscriber with this number on the nodes of a cluster. The turn modulo the
         * number of nodes is the index of the node. The clients of each topic are dealt out to all nodes in turn, and
         * so are the first clients of the topics.
         */
        public int turnOf(int number) {
            return number / topics + number % topics;
        }

        /** The same workload at another pace. */
        public Fanout at(Pace other) {
            return new Fanout(topics, publishers, other, size, warmUp, drain, by, slow, scenario, canaries, breaks);
        }

        /** The same workload at {@code scale} times the rate, if it has a rate. */
        public Fanout scaled(double scale) {
            return pace instanceof Pace.Clock(Rate rate)
                    ? at(new Pace.Clock(new Rate(rate.perSecond() * scale)))
                    : this;
        }
    }

    /** When publications are sent. */
    sealed interface Pace {

        /** By the clock, independent of the server. The rate is that of all publishers together. */
        record Clock(Rate rate) implements Pace {}

        /**
         * In a closed loop: each publisher has at most this number of publications that not all of its subscribers have
         * received.
         */
        record Window(int publications) implements Pace {
            public Window {
                Require.within("--window", 1, 1000, publications);
            }
        }
    }

    /** How a publication is sent to the server. */
    enum PublishBy {
        /** On a WebSocket of the publisher, in addition to those of {@code -c}. */
        WEBSOCKET,
        /** As the body of a POST. */
        HTTP
    }

    /**
     * Subscribers that read slowly, spread evenly among the others.
     *
     * @param share of all subscribers, above 0 and below 1
     * @param bytesPerSecond bytes that a slow reader reads in a second; slow readers have these values in turn, and 0
     *     means that it reads nothing
     * @param stall time for which a reader that reads nothing stops; then it checks whether its connection was closed,
     *     and reconnects if so; if empty, it stops once, and does not reconnect
     */
    record SlowReaders(double share, List<Integer> bytesPerSecond, Optional<Duration> stall) {
        /** Slow readers without stalls: a subscriber that stops reading stops for the whole run. */
        public SlowReaders(double share, List<Integer> bytesPerSecond) {
            this(share, bytesPerSecond, Optional.empty());
        }

        public SlowReaders {
            bytesPerSecond = List.copyOf(bytesPerSecond);
            Require.that(
                    share > 0 && share < 1, "--slow must be more than 0% and less than 100%, was " + share * 100 + "%");
        }

        /** Whether the subscriber with this number is a slow reader. */
        public boolean isOne(int subscriber) {
            return Math.floor((subscriber + 1) * share) > Math.floor(subscriber * share);
        }

        /** Bytes that the slow reader with this subscriber number reads in a second. */
        public int bytesPerSecond(int subscriber) {
            return bytesPerSecond.get(count(subscriber) % bytesPerSecond.size());
        }

        /** The number of slow readers among the first {@code subscribers} subscribers. */
        public int count(int subscribers) {
            return (int) Math.floor(subscribers * share);
        }
    }

    /**
     * Each connection sends messages and waits for their echoes.
     *
     * @param rate of the messages of all connections together; if empty, a connection sends when its window has room
     * @param window the most unanswered messages of one connection, if there is no rate
     * @param size bytes of one message
     * @param warmUp how long messages are checked but not timed
     * @param drain how long to wait for the last echoes
     */
    record Echo(Optional<Rate> rate, int window, int size, Duration warmUp, Duration drain) implements Workload {
        public Echo {
            Require.within("--window", 1, 1000, window);
            requireSize(size);
        }
    }

    /**
     * Connections are closed and opened again, so that their number stays the same.
     *
     * @param rate of connections that are closed, each of which is then opened again
     * @param drain how long to wait for the last connections to be open again
     */
    record Churn(Rate rate, Duration drain) implements Workload {}

    /**
     * A share of all connections breaks at once and reconnects, as after the failure of a server or a proxy.
     *
     * @param share of all connections, above 0 and at most 1
     * @param times how often this happens, evenly spread over the measured time
     * @param jitter the longest wait; each connection waits for a random time up to this before it reconnects (full
     *     jitter)
     * @param drain how long to wait for the last connections to be open again
     */
    record Storm(double share, int times, Duration jitter, Duration drain) implements Workload {
        public Storm {
            Require.that(
                    share > 0 && share <= 1, "--drop must be more than 0% and at most 100%, was " + share * 100 + "%");
            Require.within("--storms", 1, 1000, times);
            Require.within("--jitter", "0s", "1h", jitter);
        }
    }

    private static void requireSize(int size) {
        Require.that(
                size >= Fanout.SIZE_MIN && size <= Fanout.SIZE_MAX,
                "--size must be " + Fanout.SIZE_MIN + " to " + Fanout.SIZE_MAX + " bytes, was " + size);
    }
}
