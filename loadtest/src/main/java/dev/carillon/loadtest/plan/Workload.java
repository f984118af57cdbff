package dev.carillon.loadtest.plan;

import dev.carillon.config.Rate;
import java.time.Duration;

/** What the connections of a load test do once they are open. */
public sealed interface Workload {

    /** Connections besides those that {@code -c} asks for. */
    int extraConnections();

    /** How long it runs before it is measured. */
    Duration warmUp();

    /** Checks what depends on how many connections there are. */
    void requireFit(int connections);

    /** Connections are held, and nothing else. */
    record Idle() implements Workload {

        @Override
        public int extraConnections() {
            return 0;
        }

        @Override
        public Duration warmUp() {
            return Duration.ZERO;
        }

        @Override
        public void requireFit(int connections) {}
    }

    /**
     * Publishers at a steady rate, whatever the server does, and subscribers who check what they get.
     *
     * @param rate of publication, all publishers together
     * @param size bytes of one publication
     * @param warmUp how long publications are checked but not timed
     * @param drain how long to wait for the last deliveries
     */
    record Fanout(int topics, int publishers, Rate rate, int size, Duration warmUp, Duration drain)
            implements Workload {

        /** What a publication says of itself; padding begins behind it. */
        public static final int SIZE_MIN = 56;

        /** The tester's own limit for a message, well under the 64 KiB that servers commonly take. */
        public static final int SIZE_MAX = 60 << 10;

        /** As many as fit into the four hexadecimal digits of a publication. */
        public static final int PUBLISHERS_MAX = 0xFFFF;

        public Fanout {
            if (topics < 1) {
                throw new IllegalArgumentException("--topics must be at least 1, was " + topics);
            }
            if (publishers < topics || publishers > PUBLISHERS_MAX) {
                throw new IllegalArgumentException("--publishers must be at least one a topic (" + topics
                        + ") and at most " + PUBLISHERS_MAX + ", was " + publishers);
            }
            if (size < SIZE_MIN || size > SIZE_MAX) {
                throw new IllegalArgumentException(
                        "--size must be " + SIZE_MIN + " to " + SIZE_MAX + " bytes, was " + size);
            }
        }

        @Override
        public int extraConnections() {
            return publishers;
        }

        @Override
        public void requireFit(int connections) {
            if (topics > connections) {
                throw new IllegalArgumentException(
                        "--topics must be at most the " + connections + " connections of -c, was " + topics);
            }
        }

        /** The topic of a publisher, and of the subscriber of that number. */
        public int topicOf(int number) {
            return number % topics;
        }
    }
}
