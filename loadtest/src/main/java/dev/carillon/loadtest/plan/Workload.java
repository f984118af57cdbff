package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
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
            if (topics < 1) {
                throw new IllegalArgumentException("--topics must be at least 1, was " + topics);
            }
            if (publishers < topics || publishers > PUBLISHERS_MAX) {
                throw new IllegalArgumentException("--publishers must be at least one a topic (" + topics
                        + ") and at most " + PUBLISHERS_MAX + ", was " + publishers);
            }
            if (canaries < 0 || canaries > CANARIES_MAX) {
                throw new IllegalArgumentException("--canaries must be 0 to " + CANARIES_MAX + ", was " + canaries);
            }
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
            if (topics > connections) {
                throw new IllegalArgumentException(
                        "--topics must be at most the " + connections + " connections of -c, was " + topics);
            }
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
         * Which of a cluster's nodes the publisher, or the subscriber, of that number connects to, taken modulo their count:
         * those of each topic are on all nodes in turn, and so are the topics of those that come first.
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
            return at(pace.scaled(scale));
        }
    }

    /** When publications leave. */
    sealed interface Pace {
        Pace scaled(double scale);

        /** By the clock, whatever the server does; the rate is that of all publishers together. */
        record Clock(Rate rate) implements Pace {
            @Override
            public Pace scaled(double scale) {
                return new Clock(new Rate(rate.perSecond() * scale));
            }
        }

        /**
         * In a closed loop: each publisher has so many publications outstanding, which not all of its subscribers have yet.
         */
        record Window(int publications) implements Pace {
            public Window {
                if (publications < 1 || publications > 1000) {
                    throw new IllegalArgumentException("--window must be 1 to 1000, was " + publications);
                }
            }

            @Override
            public Pace scaled(double scale) {
                return this;
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
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "--slow must be more than 0% and less than 100%, was " + share * 100 + "%");
            }
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
     * Each connection sends and waits for what comes back.
     *
     * @param rate of messages, all connections together; without it, a connection sends when there is room in its window
     * @param window messages of one connection that may be unanswered, if there is no rate
     */
    record Echo(Optional<Rate> rate, int window, int size, Duration warmUp, Duration drain) implements Workload {
        public Echo {
            if (window < 1 || window > 1000) {
                throw new IllegalArgumentException("--window must be 1 to 1000, was " + window);
            }
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
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "--drop must be more than 0% and at most 100%, was " + share * 100 + "%");
            }
            if (times < 1 || times > 1000) {
                throw new IllegalArgumentException("--storms must be 1 to 1000, was " + times);
            }
            if (jitter.isNegative() || jitter.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("--jitter must be 0s to 1h, was " + Durations.text(jitter));
            }
        }
    }

    private static void requireSize(int size) {
        if (size < Fanout.SIZE_MIN || size > Fanout.SIZE_MAX) {
            throw new IllegalArgumentException(
                    "--size must be " + Fanout.SIZE_MIN + " to " + Fanout.SIZE_MAX + " bytes, was " + size);
        }
    }
}
