package dev.carillon.loadtest.plan;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The work of the connections of a load test after they are open. */
public sealed interface Workload {

    /** The name in reports. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Connections besides those that {@code -c} asks for. */
    default int extraConnections() {
        return 0;
    }

    /** How long it runs before it is measured. */
    default Duration warmUp() {
        return Duration.ZERO;
    }

    /** How long to wait for what is still to come when it has ended. */
    default Duration drain() {
        return Duration.ZERO;
    }

    /** How long it is measured, where so long is asked for. */
    default Duration duration(Duration asked) {
        return asked;
    }

    /** How many connections there are when it begins, of those that there are at most. */
    default int connectionsAtStart(int most) {
        return most;
    }

    /** Whether publications leave in a closed loop, which one loop of one process must lead. */
    default boolean isInWindow() {
        return this instanceof Fanout fanout && fanout.pace() instanceof Pace.Window;
    }

    /** Checks what depends on how many connections there are. */
    default void requireFit(int connections) {}

    /** Connections are held, and nothing else. */
    record Idle() implements Workload {}

    /**
     * Publishers, and subscribers that check what they receive.
     *
     * @param pace when publications leave
     * @param size bytes of one publication
     * @param warmUp how long publications are checked but not timed
     * @param drain how long to wait for the last deliveries
     * @param by how they publish
     * @param slow subscribers that read slowly, and are not measured
     * @param scenario how connections and rates change while it is measured; {@code pace} is that of the warm-up then
     * @param canaries subscribers besides, on a loop of their own, that time what they receive
     * @param breaks subscribers that break off and come back
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
        /** The fields of a publication; padding follows them. */
        public static final int SIZE_MIN = 56;

        /** The tester's own limit for a message, well under the 64 KiB that servers commonly take. */
        public static final int SIZE_MAX = 60 << 10;

        /** As many as fit into the four hexadecimal digits of a publication. */
        public static final int PUBLISHERS_MAX = 0xFFFF;

        /** More would be a crowd. */
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

        /** Publishers on WebSockets of their own, by the clock, and no slow readers. */
        public Fanout(int topics, int publishers, Rate rate, int size, Duration warmUp, Duration drain) {
            this(topics, publishers, new Pace.Clock(rate), size, warmUp, drain, PublishBy.WEBSOCKET, Optional.empty());
        }

        /** Without phases, canaries and breaks. */
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

        /** Whether anything is to be published when the warm-up is over. */
        public boolean publishesWhileMeasured() {
            return scenario.map(Scenario::publishes).orElse(true);
        }

        /** The same with phases. */
        public Fanout in(Scenario phases) {
            return new Fanout(
                    topics, publishers, pace, size, warmUp, drain, by, slow, Optional.of(phases), canaries, breaks);
        }

        /** The same with subscribers that break off; the last of them come back within {@code drain}. */
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

        /** The topic of a publisher, and of the subscriber of that number. */
        public int topicOf(int number) {
            return number % topics;
        }

        /** The publishers of a topic. */
        public IntStream publishersOf(int topic) {
            return IntStream.iterate(topic, publisher -> publisher < publishers, publisher -> publisher + topics);
        }

        /**
         * The turn of the publisher, or subscriber, of that number on the nodes of a cluster, taken modulo their
         * count: the clients of each topic are on all nodes in turn, and so are the first clients of the topics.
         */
        public int turnOf(int number) {
            return number / topics + number % topics;
        }

        /** The same at another pace. */
        public Fanout at(Pace other) {
            return new Fanout(topics, publishers, other, size, warmUp, drain, by, slow, scenario, canaries, breaks);
        }

        /** The same at so many times the rate, where there is one. */
        public Fanout scaled(double scale) {
            return pace instanceof Pace.Clock(Rate rate)
                    ? at(new Pace.Clock(new Rate(rate.perSecond() * scale)))
                    : this;
        }
    }

    /** When publications leave. */
    sealed interface Pace {

        /** By the clock, whatever the server does; the rate is that of all publishers together. */
        record Clock(Rate rate) implements Pace {}

        /** In a closed loop: each publisher has so many publications that not all of its subscribers have received. */
        record Window(int publications) implements Pace {
            public Window {
                Require.within("--window", 1, 1000, publications);
            }
        }
    }

    /** How a publication is sent to the server. */
    enum PublishBy {
        /** A connection of the publisher's own, besides those of {@code -c}. */
        WEBSOCKET,
        /** A POST. */
        HTTP
    }

    /**
     * Subscribers that read slowly, spread evenly among the others.
     *
     * @param share of all subscribers, above 0 and below 1
     * @param bytesPerSecond what each of them reads, by turns; 0 when it reads nothing at all
     * @param stall those that read nothing do so for this long, then look whether they were closed, and come again if
     *     so; without it they stop once, and stay away when they are closed
     */
    record SlowReaders(double share, List<Integer> bytesPerSecond, Optional<Duration> stall) {
        /** A subscriber that stops reading stops for the whole run. */
        public SlowReaders(double share, List<Integer> bytesPerSecond) {
            this(share, bytesPerSecond, Optional.empty());
        }

        public SlowReaders {
            bytesPerSecond = List.copyOf(bytesPerSecond);
            Require.that(
                    share > 0 && share < 1, "--slow must be more than 0% and less than 100%, was " + share * 100 + "%");
        }

        /** Whether the subscriber of that number is one of them. */
        public boolean isOne(int subscriber) {
            return Math.floor((subscriber + 1) * share) > Math.floor(subscriber * share);
        }

        /** Bytes that the slow reader with this number reads in a second. */
        public int bytesPerSecond(int subscriber) {
            return bytesPerSecond.get(count(subscriber) % bytesPerSecond.size());
        }

        /** How many of the first so many subscribers are. */
        public int count(int subscribers) {
            return (int) Math.floor(subscribers * share);
        }
    }

    /**
     * Each connection sends and waits for the echo.
     *
     * @param rate of messages, all connections together; without it, a connection sends when its window has room
     * @param window messages of one connection that may be unanswered, if there is no rate
     */
    record Echo(Optional<Rate> rate, int window, int size, Duration warmUp, Duration drain) implements Workload {
        public Echo {
            Require.within("--window", 1, 1000, window);
            requireSize(size);
        }
    }

    /**
     * Connections come and go while their number stays the same.
     *
     * @param rate at which they leave, each of which then comes again
     */
    record Churn(Rate rate, Duration drain) implements Workload {}

    /**
     * A share of all connections breaks at once and comes again, as when a server or a proxy fails.
     *
     * @param share of all connections, above 0 and at most 1
     * @param times how often that happens, evenly spread over the time measured
     * @param jitter each waits for a random time up to this before it comes again (full jitter)
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
