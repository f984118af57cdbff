package dev.carillon.config;

import dev.carillon.log.HistoryBounds;
import java.nio.file.Path;

/**
 * One of the {@code topics} of a configuration file, with its place in the file.
 *
 * @param name its name in error messages
 * @param patternLine the line of its pattern
 * @param historyLine the line of its {@code history.bytes}, or of its pattern if it has none
 */
public record TopicRule(String name, TopicSettings settings, int patternLine, int historyLine) {

    /** Refuses a rule that can never apply, since an earlier rule matches all its topics. */
    void requireNotBehind(TopicRule earlier, Path file) throws InvalidConfig {
        if (earlier.settings.pattern().covers(settings.pattern())) {
            throw new InvalidConfig(
                    file,
                    patternLine,
                    "%s.pattern must match a topic that no earlier pattern matches, was %s behind %s in line %d"
                            .formatted(name, settings.pattern(), earlier.settings.pattern(), earlier.patternLine));
        }
    }

    void requireWithin(long historyBytes, Path file) throws InvalidConfig {
        long bytes = settings.history().map(HistoryBounds::bytes).orElse(Long.MAX_VALUE);
        if (bytes != Long.MAX_VALUE && bytes > historyBytes) {
            throw new InvalidConfig(
                    file,
                    historyLine,
                    "%s.history.bytes must fit into the log of the node, was %d of the %d of --history-bytes"
                            .formatted(name, bytes, historyBytes));
        }
    }
}
