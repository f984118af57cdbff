package dev.carillon.config;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings for some topics.
 *
 * @param pattern which topics
 * @param slowReaders the policy for a peer that reads publications too slowly
 * @param history how much of each topic is remembered; if it is empty, nothing, or the newest if {@code lastValue} is
 *     true
 * @param lastValue whether a new subscriber receives the newest publication of each topic first
 * @param minInterval 1 ms to an hour; of the publications to one topic in that time, only the newest is kept
 */
public record TopicSettings(
        TopicPattern pattern,
        SlowReaderPolicy slowReaders,
        Optional<HistoryBounds> history,
        boolean lastValue,
        Optional<Duration> minInterval) {
    private static final Duration INTERVAL_LEAST = Duration.ofMillis(1);
    private static final Duration INTERVAL_MOST = Duration.ofHours(1);

    public TopicSettings {
        if (slowReaders.readsTheLog() && history.isEmpty()) {
            throw new IllegalArgumentException("expected history beside slow-readers: " + nameOf(slowReaders)
                    + (lastValue
                            ? ", but was last-value alone: only the newest is remembered, and slow-readers: latest keeps it"
                            : ", but was none: nothing is remembered that a reader could catch up on"));
        }
        minInterval.ifPresent(TopicSettings::requireInterval);
    }

    /** Settings of topics that are not remembered and have no interval. */
    public TopicSettings(TopicPattern pattern, SlowReaderPolicy slowReaders) {
        this(pattern, slowReaders, Optional.empty(), false, Optional.empty());
    }

    /** How much of each topic the log keeps. */
    Optional<HistoryBounds> remembered() {
        return history.or(() -> lastValue ? Optional.of(HistoryBounds.NEWEST) : Optional.empty());
    }

    static Duration requireInterval(Duration interval) {
        if (interval.compareTo(INTERVAL_LEAST) < 0 || interval.compareTo(INTERVAL_MOST) > 0) {
            throw new IllegalArgumentException("expected a duration of 1ms to 1h, but was "
                    + (interval.toMillis() == 0 ? interval.toNanos() + "ns" : Durations.text(interval)));
        }
        return interval;
    }

    /** The name in a configuration file. */
    static String nameOf(SlowReaderPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
