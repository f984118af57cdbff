package dev.carillon.auth;

import dev.carillon.topic.TopicPattern;
import java.util.List;

/**
 * Whether patterns together match every topic that another pattern can match.
 *
 * <p>In the other pattern, each wildcard is replaced by a segment that is in no pattern. Only a wildcard can match such
 * a segment, so patterns that match this one name match every name with other segments in its place. {@code **} is
 * replaced by one such segment or more. All names with more segments than the longest pattern are matched by the same
 * patterns, so it is enough to try one segment more than that. The first segment of {@code $**} is replaced by one that
 * begins with {@code $}; no other wildcard matches a first segment like that.
 */
final class Coverage {
    /** A character that is not allowed in patterns. */
    private static final String ANY_SEGMENT = "?";

    private static final String REST = "**";
    private static final String ANY_OF_THE_SERVICE = "$" + ANY_SEGMENT;

    private Coverage() {}

    static boolean isCovered(TopicPattern pattern, List<TopicPattern> by) {
        if (!pattern.hasWildcards()) {
            return by.stream().anyMatch(permitted -> permitted.matchesName(pattern.value()));
        }
        // One pattern alone covers it in most permissions.
        return by.stream().anyMatch(permitted -> permitted.covers(pattern)) || isCoveredTogether(pattern, by);
    }

    private static boolean isCoveredTogether(TopicPattern pattern, List<TopicPattern> by) {
        List<String> segments = pattern.segments();
        boolean open = segments.getLast().endsWith(REST);
        String name = pattern.isAllOfTheService() ? ANY_OF_THE_SERVICE : withAnySegments(segments);
        int longest = open ? Math.max(segments.size(), longest(by) + 1) : segments.size();
        for (int length = segments.size(); length <= longest; length++) {
            String tried = name;
            if (by.stream().noneMatch(permitted -> permitted.matchesName(tried))) {
                return false;
            }
            name += "." + ANY_SEGMENT;
        }
        return true;
    }

    private static String withAnySegments(List<String> segments) {
        return String.join(
                ".",
                segments.stream()
                        .map(segment -> segment.startsWith("*") ? ANY_SEGMENT : segment)
                        .toList());
    }

    private static int longest(List<TopicPattern> patterns) {
        return patterns.stream()
                .mapToInt(pattern -> pattern.segments().size())
                .max()
                .orElse(0);
    }
}
