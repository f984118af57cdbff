package dev.carillon.auth;

import dev.carillon.topic.TopicPattern;
import java.util.List;

/**
 * Whether patterns together match every topic that another pattern can match.
 *
 * <p>A segment that stands in no pattern takes the place of each wildcard. Where a name with such segments is matched, so is
 * every other name in its place: what matches it has a wildcard there. {@code **} stands for one such segment or more. From
 * one segment more than the longest of the patterns on, all of these names are matched by the same patterns, so the longer
 * ones need not be tried. {@code $**} stands for such names whose first segment begins with {@code $}, and no other wildcard
 * for a first segment like that.
 */
final class Coverage {
    /** Of a character that no pattern may have. */
    private static final String ANY_SEGMENT = "?";

    private static final String REST = "**";
    private static final String ANY_OF_THE_SERVICE = "$" + ANY_SEGMENT;

    private Coverage() {}

    static boolean isCovered(TopicPattern pattern, List<TopicPattern> by) {
        if (!pattern.hasWildcards()) {
            return by.stream().anyMatch(permitted -> permitted.matchesName(pattern.value()));
        }
        // Most permissions have a pattern that covers it alone.
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
